/** How models mark what they think before they answer: the beginning and the end of it, in lower case. */
const marks: readonly (readonly [string, string])[] = [
  ...[
    'think',
    'thinking',
    'thought',
    'thoughts',
    'reasoning',
    'reflection',
    'scratchpad',
    'analysis',
    'seed:think',
  ].map((tag) => [`<${tag}>`, `</${tag}>`] as const),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|channel|>analysis', '<|channel|>final<|message|>'],
];
const quoted = (mark: string) => mark.replaceAll(/[[\]|]/g, String.raw`\$&`);
const closings = marks.map(([, closing]) => quoted(closing)).join('|');
const openings = marks.map(([opening]) => quoted(opening)).join('|');
const isClosing = new RegExp(`^(?:${closings})$`, 'i');
/** A thought between its marks, with none that begins in it. */
const wholeThoughts = new RegExp(
  marks.map(([opening, closing]) => `${quoted(opening)}(?:(?!${quoted(opening)})[^])*?${quoted(closing)}`).join('|'),
  'gi',
);
const longestMark = Math.max(...marks.flat().map(({ length }) => length));

/** A model's text without what it thought, before, between or behind. `dropped`: there was some. */
export function withoutThinking(text: string): { readonly text: string; readonly dropped: boolean } {
  const filter = createThinkingFilter();
  const shown = filter.take(text) + filter.rest();
  const rest = behindLastThought(shown.replaceAll(wholeThoughts, ' '));
  // A closing mark that was never opened, and no object behind it: the answer itself speaks of such marks.
  if (!beginsWithMark(text) && !rest.includes('{')) return { text, dropped: false };
  return { text: rest, dropped: rest !== text };
}

/** What stands behind the last closing mark, where an answer can stand there. */
function behindLastThought(text: string): string {
  const last = [...text.matchAll(new RegExp(closings, 'gi'))].at(-1);
  const rest = last === undefined ? '' : text.slice(last.index + last[0].length);
  return rest.includes('{') ? rest : text;
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
 * An answer that can be shown begins with a brace or a fence, so whatever else comes first may be a thought, also one whose opening mark was left out: it is held back until a closing mark says that it was one, or the end that it was not.
 */
export function createThinkingFilter(): ThinkingFilter {
  const mark = new RegExp(`${closings}|${openings}`, 'gi');
  /** How many thoughts are open, one in the other; one that was not opened counts. */
  let depth = 1;
  let place: 'start' | 'thought' | 'answer' = 'start';
  /** Its opening mark was seen, so it is a thought for certain. */
  let isOpened = false;
  let held = '';

  const begin = (): boolean => {
    const begun = held.trimStart().slice(0, longestMark).toLowerCase();
    if (begun === '') return false;
    isOpened = marks.some(([opening]) => begun.startsWith(opening));
    if (!isOpened && marks.some(([opening]) => opening.startsWith(begun))) return false;
    place = !isOpened && /^[{`]/.test(begun) ? 'answer' : 'thought';
    mark.lastIndex = 0;
    depth = isOpened ? 0 : 1;
    return true;
  };

  const end = (): boolean => {
    for (;;) {
      const from = mark.lastIndex;
      const found = mark.exec(held);
      if (found === null) {
        mark.lastIndex = Math.max(from, held.length - longestMark);
        return false;
      }
      depth += isClosing.test(found[0]) ? -1 : 1;
      if (depth <= 0) break;
    }
    held = held.slice(mark.lastIndex);
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
