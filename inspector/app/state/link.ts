/** The place that the page's address names: `#id/seq`; without `seq` it follows the end. */
export interface Place {
  /** Of an execution, or of an actor of another machine. */
  readonly id: string;
  readonly seq: number | null;
}

export function hashOf({ id, seq }: Place): string {
  return `#${encodeURIComponent(id)}${seq === null ? '' : `/${seq}`}`;
}

/** `undefined` where the hash names nothing. */
export function placeOf(hash: string): Place | undefined {
  const [id = '', seq] = hash.replace(/^#/, '').split('/');
  if (id === '') return undefined;
  try {
    return { id: decodeURIComponent(id), seq: seq !== undefined && /^\d+$/.test(seq) ? Number(seq) : null };
  } catch {
    return undefined;
  }
}
