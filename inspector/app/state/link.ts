/** What the page shows, as its address says it: `#execution/seq`; without `seq` it follows the end. */
export interface Place {
  readonly executionId: string;
  readonly seq: number | null;
}

export function hashOf({ executionId, seq }: Place): string {
  return `#${encodeURIComponent(executionId)}${seq === null ? '' : `/${seq}`}`;
}

/** `undefined` where the hash names nothing. */
export function placeOf(hash: string): Place | undefined {
  const [id = '', seq] = hash.replace(/^#/, '').split('/');
  if (id === '') return undefined;
  try {
    return { executionId: decodeURIComponent(id), seq: seq !== undefined && /^\d+$/.test(seq) ? Number(seq) : null };
  } catch {
    return undefined;
  }
}
