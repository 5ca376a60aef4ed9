/** Statuses below 500 after which the same request may succeed: RFC 9110, 6585 (429), 8470 (425); 498 is Groq's "at capacity". */
const passing = new Set([408, 409, 425, 429, 498]);
/** Statuses of 500 and above that say the request will never be served: RFC 9110, 2295, 5842, 2774 and 6585. */
const lasting = new Set([501, 505, 506, 508, 510, 511]);

/** Whether the same request may succeed a moment later. Servers that are busy send more statuses than are registered. */
export function isTransientStatus(status: number): boolean {
  return passing.has(status) || (status >= 500 && !lasting.has(status));
}
