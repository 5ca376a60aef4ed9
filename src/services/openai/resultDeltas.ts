/**
 * Reads the text of one top-level string out of a JSON object that arrives in pieces. Every call takes the next piece
 * and returns what it adds to the text; joined, that is what `JSON.parse` would give for `key`. Whatever comes before
 * the object is skipped. At the first thing that is not JSON it falls silent.
 */
export function createStringDeltas(key: string): (piece: string) => string {
  let place: 'before' | 'between' | 'name' | 'wanted' | 'other' | 'over' = 'before';
  let depth = 0;
  let nameNext = false;
  let name = '';
  let held = '';
  const units = createUnitReader();

  const readBetween = (char: string): void => {
    if (char === '"') {
      const isName = depth === 1 && nameNext;
      place = isName ? 'name' : depth === 1 && name === key ? 'wanted' : 'other';
      if (isName) name = '';
    } else if (char === '{' || char === '[') {
      depth += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) place = 'over';
    } else if (depth === 1 && (char === ',' || char === ':')) {
      nameNext = char === ',';
      if (nameNext) name = '';
    }
  };

  const readString = (char: string): string => {
    if (char === '"' && !units.midway()) {
      place = place === 'wanted' ? 'over' : 'between';
      return '';
    }
    const unit = units.read(char);
    if (unit === undefined) place = 'over';
    if (place === 'name') name += unit ?? '';
    return place === 'wanted' ? (unit ?? '') : '';
  };

  return (piece) => {
    let text = held;
    held = '';
    for (const char of piece) {
      if (place === 'over') break;
      if (place === 'before') {
        if (char === '{') [place, depth, nameNext] = ['between', 1, true];
        if (char === '[') place = 'over';
      } else if (place === 'between') {
        readBetween(char);
      } else {
        text += readString(char);
      }
    }
    if (place === 'wanted' && endsInHighSurrogate(text)) {
      held = text.slice(-1);
      return text.slice(0, -1);
    }
    return text;
  };
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Undoes JSON's escapes, one character at a time: '' while an escape is unfinished, `undefined` for an invalid one. */
function createUnitReader() {
  let escape: string | undefined;
  return {
    midway: () => escape !== undefined,
    read(char: string): string | undefined {
      if (escape === undefined) {
        if (char === '\\') escape = '';
        return char === '\\' ? '' : char < ' ' ? undefined : char;
      }
      escape += char;
      if (escape.startsWith('u') && escape.length < 5) return '';
      const done = escape;
      escape = undefined;
      if (!done.startsWith('u')) return Object.hasOwn(escapes, done) ? escapes[done] : undefined;
      return /^u[\da-f]{4}$/i.test(done) ? String.fromCharCode(Number.parseInt(done.slice(1), 16)) : undefined;
    },
  };
}

function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
