import type { Reading } from './reading.ts';

/** Words of either direction in scripts without blanks, where a word is found as a part of the text. */
const pairs: readonly (readonly [one: readonly string[], other: readonly string[]])[] = [
  [
    ['开启', '启用', '打开', '激活', '開啟', '啟用', '打開'],
    ['关闭', '禁用', '停用', '關閉', '停用'],
  ],
  [
    ['添加', '增加', '新增', '加入'],
    ['删除', '移除', '刪除', '退出'],
  ],
  [
    ['升级', '升級'],
    ['降级', '降級'],
  ],
  [
    ['订阅', '訂閱'],
    ['退订', '取消订阅', '取消訂閱'],
  ],
  [
    ['登录', '登入'],
    ['登出', '退出登录'],
  ],
  [
    ['导入', '上传', '匯入', '上傳'],
    ['导出', '下载', '匯出', '下載'],
  ],
  [
    ['之前', '以前', '以内', '以內'],
    ['之后', '以后', '之後', '以後'],
  ],
  [
    ['有効', 'オンに', '開始'],
    ['無効', 'オフに', '停止'],
  ],
  [['追加'], ['削除']],
  [['アップグレード'], ['ダウングレード']],
  [['ログイン'], ['ログアウト']],
  [
    ['インポート', 'アップロード'],
    ['エクスポート', 'ダウンロード'],
  ],
  [['เปิด'], ['ปิด']],
  [['เพิ่ม'], ['ลบ']],
];

/** Say that something is not wanted or did not happen. */
const refusals = [
  '不要',
  '不想',
  '不需要',
  '没有被',
  '别',
  '勿',
  'たくない',
  'しないで',
  '不要です',
  'อย่า',
  'ไม่ต้องการ',
  'ไม่อยาก',
];

/** What two texts in scripts without blanks say against each other, or `undefined`. */
export function oppositeInOtherScripts(
  { text: task }: Pick<Reading, 'text'>,
  { text: question }: Pick<Reading, 'text'>,
): { readonly task: string; readonly question: string; readonly agrees: (text: string) => boolean } | undefined {
  for (const sides of pairs) {
    const [asked, known] = [sideOf(task, sides), sideOf(question, sides)];
    if (asked === undefined || known === undefined || asked.side === known.side) continue;
    return { task: asked.word, question: known.word, agrees: (text) => sideOf(text, sides)?.side === asked.side };
  }
  const refused = refusalIn(task);
  const known = refusalIn(question);
  if ((refused === undefined) === (known === undefined)) return undefined;
  return {
    task: refused ?? task,
    question: known ?? question,
    agrees: (text) => (refusalIn(text) === undefined) === (refused === undefined),
  };
}

function sideOf(
  text: string,
  sides: (typeof pairs)[number],
): { readonly side: number; readonly word: string } | undefined {
  const found = sides.map(
    (words) => words.filter((word) => text.includes(word)).toSorted((a, b) => b.length - a.length)[0],
  );
  const [one, other] = found;
  // The longer of two words that contain each other is meant.
  if (one !== undefined && other !== undefined) {
    if (other.includes(one)) return { side: 1, word: other };
    return one.includes(other) ? { side: 0, word: one } : undefined;
  }
  const side = one === undefined ? 1 : 0;
  const word = one ?? other;
  return word === undefined ? undefined : { side, word };
}

function refusalIn(text: string): string | undefined {
  return refusals.find((word) => text.includes(word));
}
