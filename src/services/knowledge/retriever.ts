import type { Calibration } from './calibration.ts';
import type { KnowledgeEntry } from './knowledgeBase.ts';

/** An entry that may answer a query. */
export interface Match {
  readonly entry: KnowledgeEntry;
  /** The entry's phrasing that is nearest to the query. */
  readonly question: string;
  /** 0 (nothing in common) to 1 (the same question). */
  readonly score: number;
}

/** A phrasing, or a whole entry, to leave out of a search: calibration asks a base its own questions. */
export interface LeftOut {
  readonly entryId: string;
  /** Absent: the whole entry. */
  readonly question?: string | undefined;
}

/** Options of one search. */
export interface SearchOptions {
  readonly abortSignal?: AbortSignal | undefined;
  /** For calibration, which asks a base its own questions. Default: nothing is left out. */
  readonly leaveOut?: LeftOut | undefined;
}

/** Finds the entries of one knowledge base that are nearest to a query. */
export interface Retriever {
  /** Named in the record of every answer. */
  readonly name: string;
  /** How its scores become a confidence. One of another name than `keyword` and `semantic` brings it, or the agent is given one. */
  readonly calibration?: Calibration | undefined;
  /** False for a query that cannot be searched for, whose matches would mean nothing. Default: all can. */
  reads?(query: string): boolean;
  /** The matches, best first, at most one for each entry. Empty where nothing has anything in common with the query. */
  search(query: string, options?: SearchOptions): Promise<readonly Match[]>;
}

/** The best match of each entry, best first; entries that score 0 are left away. Ties keep the order given. */
export function bestOfEachEntry(matches: readonly Match[]): readonly Match[] {
  const best = new Map<string, Match>();
  for (const match of matches) {
    const rival = best.get(match.entry.id);
    if (match.score > (rival?.score ?? 0)) best.set(match.entry.id, match);
  }
  return [...best.values()].toSorted((a, b) => b.score - a.score);
}
