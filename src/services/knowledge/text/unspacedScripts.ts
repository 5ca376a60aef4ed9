/** A run of text in a script that puts no blanks between words, as the source of a regular expression. */
export const unspacedRun = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+`;

/** Made when it is first needed: its dictionaries take 20 ms to load. */
let segmenter: Intl.Segmenter | undefined;

/**
 * The words of such a run, by the dictionaries of the platform. Those cut Japanese verbs into a stem and endings ("忘れ",
 * "まし", "た"), differently for each form: of a word that begins with Chinese characters, only they are kept.
 */
export function unspacedWords(run: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  return [...segmenter.segment(run)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => /^\p{Script=Han}+(?=\p{Script=Hiragana}+$)/u.exec(segment)?.[0] ?? segment);
}
