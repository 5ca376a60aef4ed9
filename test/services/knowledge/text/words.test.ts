import { describe, expect, test } from 'vitest';

import { keywordRetriever } from '../../../../src/services/knowledge/keywordRetriever.ts';
import { tokensOf } from '../../../../src/services/knowledge/text/tokens.ts';
import { wordsOf } from '../../../../src/services/knowledge/text/words.ts';

describe('tokens', () => {
  test.each([
    ['What is C#, C++ or F#?', 'what is c# c++ or f#'],
    ['C++11, g++ and notepad++.', 'c++ 11 g++ and notepad++'],
    ['1+1, alt+f4, #5', '1 1 alt f4 5'],
    ['.NET and ASP.NET... net', '.net and asp net net'],
    ['at -5 or 5, 2019-2020, a-5', 'at -5 or 5 2019 2020 a 5'],
    ['TLS 1.2, v3.10, 10,000 users, 1,5', 'tls 1.2 v3.10 10000 users 1,5'],
    ['5 > 3, 5<=3 and 50%', '5 > 3 5 <= 3 and 50 %'],
    ["don't, don’t, e-mail and turn-off", 'dont dont email and turn off'],
    ['naïve ÉCOLE Ελλάδα ёж', 'naive ecole ελλαδα еж'],
    ['दिन दान', 'दिन दान'],
    ['שָׁלוֹם مُحَمَّد', 'שָׁלוֹם مُحَمَّد'],
    ['Word™ ﬁle ＡＰＩ', 'word file api'],
    ['می‌خواهم', 'میخواهم'],
  ])('of "%s" are %s', (text, tokens) => {
    expect(tokensOf(text).join(' ')).toBe(tokens.normalize('NFC'));
  });

  test.each([
    ['怎么重置密码', ['密码']],
    ['ฉันลืมรหัสผ่าน', ['รหัส', 'ผ่าน']],
    ['パスワードを忘れました', ['パスワード', '忘']],
    ['ຂ້ອຍລືມລະຫັດຜ່ານ', ['ລະຫັດ']],
    ['តើខ្ញុំអាច', ['ខ្ញុំ']],
    ['သင်ဘယ်လို', ['ဘယ်လို']],
  ])('of "%s", which has no blanks, include %j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(expect.arrayContaining(tokens));
  });

  test('of a form of a Japanese verb are those of its other forms', () => {
    const words = ['パスワードを忘れました', 'パスワードを忘れた', 'パスワードを忘れて'].map((text) =>
      wordsOf(text).join(' '),
    );
    expect(new Set(words)).toEqual(new Set(['パスワード 忘']));
  });

  test.each([
    ['one word', 'x'.repeat(200_000), 1],
    ['blanks', ' '.repeat(200_000), 0],
    ['endings', 'ing'.repeat(60_000), 1],
    ['plus signs', `c${'+'.repeat(200_000)}`, 1],
    ['digits and dots', '1.'.repeat(100_000), 1],
  ])('of a long run of %s are made all the same', (_, text, count) => {
    expect(wordsOf(text)).toHaveLength(count);
  });
});

describe('keyword search', () => {
  const base = (...questions: readonly string[]) =>
    keywordRetriever({
      name: 'base',
      entries: questions.map((question, index) => ({ id: `${index}`, questions: [question], answer: '.' })),
    });

  test.each([
    ['Chinese', ['怎么重置密码？', '怎么申请退款？', '如何下载发票？'], '我想退款', '1'],
    [
      'Japanese',
      ['パスワードを忘れました', '請求書をダウンロードする方法', '解約する方法'],
      '請求書はどこでダウンロードできますか',
      '1',
    ],
    [
      'Japanese, inflected',
      ['パスワードを忘れました', '支払い方法を変更する', '解約する方法'],
      'パスワードを忘れた場合',
      '0',
    ],
    ['Thai', ['ฉันลืมรหัสผ่าน', 'จะขอเงินคืนได้อย่างไร', 'ดาวน์โหลดใบแจ้งหนี้'], 'รีเซ็ตรหัสผ่าน', '0'],
    ['Hindi', ['दान कैसे करें', 'दिन कैसे बदलें'], 'दिन बदलें', '1'],
    ['accented French', ['Où est ma clé ?', 'Comment résilier ?'], 'ou est ma cle', '0'],
  ])('finds a question in %s that is put in other words', async (_, questions, query, id) => {
    expect((await base(...questions).search(query))[0]?.entry.id).toBe(id);
  });

  test('does not take one Devanagari word for another that differs in vowel signs', async () => {
    expect(await base('दान कैसे करें').search('दिन')).toEqual([]);
  });

  test.each(['C', 'C#', 'C++'])('tells %s from its neighbours', async (language) => {
    const [best, second] = await base('What is C?', 'What is C#?', 'What is C++?').search(`what is ${language}`);
    expect(best?.question).toBe(`What is ${language}?`);
    expect(best?.score).toBeCloseTo(1, 5);
    expect(second).toBeUndefined();
  });
});
