/** How models mark what they think before they answer: the beginning and the end of it, in lower case. */
const marks: readonly (readonly [string, string])[] = [
  ...['think', 'thinking', 'thought', 'reasoning', 'reflection', 'seed:think'].map(
    (tag) => [`<${tag}>`, `</${tag}>`] as const,
  ),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|channel|>analysis', '<|channel|>final<|message|>'],
];
const closings = marks.map(([, closing]) => closing.replaceAll(/[[\]|]/g, String.raw`\$&`)).join('|');
const longestMark = Math.max(...marks.flat().map(({ length }) => length));

/** A model's text without what it thought before it answered. `dropped`: there was some. */
export function withoutThinking(text: string): { readonly text: string; readonly dropped: boolean } {
  const filter = createThinkingFilter();
  const shown = filter.take(text) + filter.rest();
  // A closing mark that was never opened, and no object behind it: the answer itself speaks of such marks.
  if (!beginsWithMark(text) && !shown.includes('{')) return { text, dropped: false };
  return { text: shown, dropped: shown !== text };
}

function beginsWithMark(text: string): boolean {
  const begun = text.trimStart().slice(0, longestMark).toLowerCase();
  return marks.some(([opening]) => begun.startsWith(opening));
}

/** Lets through what a model answers, piece by piece, and never what it thinks. */
export interface ThinkingFilter {
  take(piece: string): string;
  /** What was held back because it could have been a thought, and was none. Called at the end. */
  rest(): string;
}

/**
 * An answer begins with a brace, a bracket, a quote or a fence, so whatever else comes first may be a thought, also one
 * whose opening mark was left out: it is held back until a closing mark says that it was one, or the end that it was not.
 */
export function createThinkingFilter(): ThinkingFilter {
  const closing = new RegExp(closings, 'gi');
  let place: 'start' | 'thought' | 'answer' = 'start';
  /** Its opening mark was seen, so it is a thought for certain. */
  let isOpened = false;
  let held = '';

  const begin = (): boolean => {
    const begun = held.trimStart().slice(0, longestMark).toLowerCase();
    if (begun === '') return false;
    isOpened = marks.some(([opening]) => begun.startsWith(opening));
    if (!isOpened && marks.some(([opening]) => opening.startsWith(begun))) return false;
    place = !isOpened && /^[{["`]/.test(begun) ? 'answer' : 'thought';
    closing.lastIndex = 0;
    return true;
  };

  const end = (): boolean => {
    const from = closing.lastIndex;
    if (closing.exec(held) === null) {
      closing.lastIndex = Math.max(from, held.length - longestMark);
      return false;
    }
    held = held.slice(closing.lastIndex);
    place = 'start';
    return true;
  };

  return {
    take: (piece) => {
      held += piece;
      while (place === 'start' ? begin() : place === 'thought' && end());
      if (place !== 'answer') return '';
      const shown = held;
      held = '';
      return shown;
    },
    rest: () => {
      const shown = place === 'thought' && isOpened ? '' : held;
      held = '';
      return shown;
    },
  };
}
