import { isObject } from '../../machines/checks.ts';
import { cutText } from '../../machines/cutText.ts';
import { parsedJson } from './parsedJson.ts';
import { withoutThinking } from './thinking.ts';

/** The JSON object in a model's text, with what had to be read past; or what was found in its place. */
export type Found =
  | { readonly found: true; readonly value: Readonly<Record<string, unknown>>; readonly notes: readonly string[] }
  | { readonly found: false; readonly got: string };

/**
 * Finds the object that a model's text is, or holds: what it thought first is dropped, then comes the whole text, the
 * last fenced block, the last balanced object. A list of one, JSON in a string and a wrapper with one field are opened;
 * fields written in another case (`can_handle`) get their names.
 *
 * @param names The fields of the object that is looked for.
 */
export function jsonIn(raw: string, names: readonly string[]): Found {
  const { text: unthought, dropped } =
    parsedJson(raw) === undefined ? withoutThinking(raw) : { text: raw, dropped: false };
  const text = unthought.trim();
  const thought = dropped ? ['answer: read after what the model thought'] : [];
  if (text === '') return { found: false, got: dropped ? 'thoughts without an answer' : 'an empty answer' };
  for (const { note, candidates } of readings(text)) {
    const objects = candidates.flatMap((candidate) => opened(parsedJson(candidate), names) ?? []);
    const found = objects.findLast(({ value }) => names.some((name) => Object.hasOwn(value, name))) ?? objects.at(-1);
    if (found === undefined) continue;
    const notes = [...thought, ...note, ...found.notes];
    const isMarked = notes.length > 0 || parsedJson(raw) !== undefined;
    return { found: true, value: found.value, notes: isMarked ? notes : ['answer: read out of what stands around it'] };
  }
  const value = parsedJson(text);
  return { found: false, got: value === undefined ? `text that is not JSON: ${shown(text)}` : shown(value) };
}

interface Readings {
  readonly note: readonly string[];
  readonly candidates: readonly string[];
}

function* readings(text: string): Generator<Readings> {
  yield { note: [], candidates: [text] };
  if (parsedJson(text) !== undefined) return;
  const blocks = fencedBlocks(text);
  yield { note: ['answer: read out of a fenced block'], candidates: blocks };
  yield { note: ['answer: read out of the text around it'], candidates: balancedObjects(text) };
}

/** The contents of the fenced blocks, in order, without their info strings. */
function fencedBlocks(text: string): readonly string[] {
  const parts = text.split('```');
  return parts.flatMap((part, index) => {
    const isClosedBlock = index % 2 === 1 && index < parts.length - 1;
    return isClosedBlock ? [part.replace(/^[\w+-]*/, '')] : [];
  });
}

/** How many objects of a text are tried: the answer is the last one. */
const mostTried = 16;

/** The outermost balanced objects of a text, in order. One pass: a brace that is never closed hides nothing in it. */
function balancedObjects(text: string): readonly string[] {
  const open: number[] = [];
  let spans: { readonly start: number; readonly end: number }[] = [];
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"' || char === '\n') inString = false;
    } else if (char === '"') {
      inString = open.length > 0;
    } else if (char === '{') {
      open.push(index);
    } else if (char === '}') {
      const start = open.pop();
      if (start === undefined) continue;
      while ((spans.at(-1)?.start ?? -1) > start) spans.pop();
      spans.push({ start, end: index + 1 });
      if (open.length === 0) spans = spans.slice(-mostTried);
    }
  }
  return spans.slice(-mostTried).map(({ start, end }) => text.slice(start, end));
}

interface Opened {
  readonly value: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

const mostWrappers = 4;

/** The object that a value is or holds; one without any of the fields only where the value itself is it. */
function opened(value: unknown, names: readonly string[]): Opened | undefined {
  return unwrapped(value, names, mostWrappers) ?? (isPlainObject(value) ? { value, notes: [] } : undefined);
}

/** The object with one of the fields inside of lists of one, texts and wrappers, as many as `depth`. */
function unwrapped(value: unknown, names: readonly string[], depth: number): Opened | undefined {
  const inside = (inner: unknown, note: string): Opened | undefined => {
    const found = depth === 0 ? undefined : unwrapped(inner, names, depth - 1);
    return found && { value: found.value, notes: [note, ...found.notes] };
  };
  if (typeof value === 'string') return inside(parsedJson(value), 'answer: read out of JSON in a text');
  if (Array.isArray(value))
    return value.length === 1 ? inside(value[0], 'answer: read out of a list of one') : undefined;
  if (!isObject(value)) return undefined;
  const named = withNames(value, names);
  if (names.some((name) => Object.hasOwn(named.value, name))) return named;
  const [found, ...others] = Object.entries(value).flatMap(
    ([key, field]) => inside(field, `answer: read out of '${cutText(key, 40)}'`) ?? [],
  );
  return others.length === 0 ? found : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}

/** The object with the fields that are written in another case under their own names, where it is clear which is which. */
function withNames(value: Readonly<Record<string, unknown>>, names: readonly string[]): Opened {
  const notes: string[] = [];
  const renamed: Record<string, unknown> = { ...value };
  for (const name of names) {
    if (Object.hasOwn(value, name)) continue;
    const [key, ...others] = Object.keys(value).filter((candidate) => bare(candidate) === bare(name));
    if (key === undefined || others.length > 0) continue;
    renamed[name] = value[key];
    notes.push(`${name}: read from '${cutText(key, 40)}'`);
  }
  return { value: renamed, notes };
}

function bare(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'a list' : String(value);
  return cutText(text, 60);
}
