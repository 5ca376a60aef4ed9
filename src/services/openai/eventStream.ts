import { parsedJson } from './parsedJson.ts';

/**
 * The data of a server-sent event stream (WHATWG HTML, 9.2) or of lines of JSON that arrived as one text, as far as it
 * is JSON; `undefined` where the text is neither. Some servers stream whether they are asked to or not.
 */
export function eventsIn(text: string): readonly unknown[] | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.some((line) => line.startsWith('data:'))) return eventsOf(lines).flatMap(parsed);
  const values = lines.filter((line) => line.startsWith('{')).flatMap(parsed);
  return values.length > 1 && values.length === lines.filter((line) => line.trim() !== '').length ? values : undefined;
}

/** The data of each event: its lines, joined. */
function eventsOf(lines: readonly string[]): readonly string[] {
  const events: string[] = [];
  let data: string[] = [];
  for (const line of [...lines, '']) {
    if (line.startsWith('data:')) data.push(line.slice('data:'.length).trim());
    if (line !== '' || data.length === 0) continue;
    events.push(data.join('\n'));
    data = [];
  }
  return events;
}

/** None where it is no JSON, such as `[DONE]`. */
function parsed(text: string): readonly unknown[] {
  const value = parsedJson(text);
  return value === undefined ? [] : [value];
}
