/** One thing that is known: an answer, and the ways people ask for it. */
export interface KnowledgeEntry {
  /** Unique within its base. */
  readonly id: string;
  /** Shown to people instead of the first question. Default: the first question. */
  readonly title?: string | undefined;
  /** At least one. The more differently they are phrased, the more tasks are recognised; three to five are good. */
  readonly questions: readonly string[];
  /** Given word for word as the result. Markdown is welcome. */
  readonly answer: string;
}

/** What a `knowledgeAgent` knows. It knows nothing else. */
export interface KnowledgeBase {
  /** Named as the source of every answer. */
  readonly name: string;
  readonly entries: readonly KnowledgeEntry[];
}
