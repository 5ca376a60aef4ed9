/** Milliseconds: a hundred years of 365.25 days. Longer times are refused, as their ends have no four-digit year. */
export const longestMs = 3_155_760_000_000;
