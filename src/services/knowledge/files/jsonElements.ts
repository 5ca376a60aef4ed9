/** An element of the list that a JSON text is. */
export interface JsonElement {
  /** The line it starts on, counted from 1. */
  readonly line: number;
  readonly characters: number;
}

export interface JsonShape {
  readonly elements: readonly JsonElement[];
  /** How deeply lists and objects are nested at most, and on which line first. */
  readonly nesting: { readonly depth: number; readonly line: number };
}

/** Looks over a JSON text without parsing it, in one pass. What it says of a text that is not valid JSON is a guess. */
export function jsonShape(json: string): JsonShape {
  const elements: JsonElement[] = [];
  let nesting = { depth: 0, line: 1 };
  let started: { readonly line: number; readonly at: number } | undefined;
  let line = 1;
  let depth = 0;
  let awaited = false;
  const finish = (at: number) => {
    if (started !== undefined) elements.push({ line: started.line, characters: at - started.at });
    started = undefined;
  };
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at] ?? '';
    if (character === '\n') line += 1;
    if (awaited && !/[\s\]]/.test(character)) {
      started = { line, at };
      awaited = false;
    }
    if (character === '"') at = endOfString(json, at);
    else if (character === '[' || character === '{') {
      depth += 1;
      awaited = depth === 1;
      if (depth > nesting.depth) nesting = { depth, line };
    } else if (character === ']' || character === '}') {
      if (depth === 1) finish(at);
      depth -= 1;
    } else if (character === ',' && depth === 1) {
      finish(at);
      awaited = true;
    }
  }
  finish(json.length);
  return { elements, nesting };
}

/** Where a string ends that begins at `start`; a string of JSON has no line ends in it. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"' || json[at] === '\n') return json[at] === '"' ? at : at - 1;
  }
  return json.length;
}
