/** What a call reports that uses no tokens and no money that this library could know of. */
export const free = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 } as const;
