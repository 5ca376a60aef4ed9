/** The line, counted from 1, of the first mistake in a text that is not valid JSON. */
export function syntaxErrorLine(text: string): number {
  // V8 names the position of some mistakes only. The first lines of a text fail at their very end as long as they are
  // right: the first line where that is no longer so holds the mistake.
  const lines = text.trimEnd().split('\n');
  let [right, wrong] = [0, lines.length];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isBeginning(lines.slice(0, middle).join('\n'))) right = middle;
    else wrong = middle;
  }
  return wrong;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return why.includes('end of JSON input') || Number(/at position (\d+)/.exec(why)?.[1]) >= text.length;
  }
}
