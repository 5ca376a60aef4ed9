/**
 * The data of a server-sent event stream that arrived as one text (WHATWG HTML, 9.2), as far as it is JSON; `undefined`
 * where the text is no such stream. Some servers stream whether they are asked to or not.
 */
export function eventsIn(text: string): readonly unknown[] | undefined {
  const data = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trim());
  if (data.length === 0) return undefined;
  return data.flatMap((piece) => {
    try {
      return [JSON.parse(piece)];
    } catch {
      return [];
    }
  });
}
