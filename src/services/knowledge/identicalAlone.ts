import type { KnowledgeBase, KnowledgeEntry } from './knowledgeBase.ts';
import type { Match } from './retriever.ts';
import { questionKey } from './text/tokens.ts';

/**
 * Returns the match alone whose entry asks the query itself, whatever else scored as high; otherwise all matches. Case,
 * blanks and punctuation make no difference.
 */
export function identicalAlone({
  entries,
}: KnowledgeBase): (query: string, matches: readonly Match[]) => readonly Match[] {
  let asked: ReadonlyMap<string, { readonly entry: KnowledgeEntry; readonly question: string }> | undefined;
  return (query, matches) => {
    asked ??= new Map(
      entries.flatMap((entry) => entry.questions.map((question) => [questionKey(question), { entry, question }])),
    );
    const own = asked.get(questionKey(query));
    const match = own && matches.find(({ entry }) => entry.id === own.entry.id);
    return match === undefined ? matches : [{ ...match, ...own }];
  };
}
