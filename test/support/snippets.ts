import { marked, type Tokens } from 'marked';

/** A block of TypeScript in a document, and the output that stands below it. */
export interface Snippet {
  readonly name: string;
  readonly code: string;
  /** What it needs to run: the word after `needs=` in its info string. */
  readonly needs: string | undefined;
  readonly output: string | undefined;
}

/** The blocks of code of a Markdown document. */
export function codeBlocks(markdown: string): readonly Tokens.Code[] {
  return marked.lexer(markdown).filter((token): token is Tokens.Code => token.type === 'code');
}

export function snippetsIn(blocks: readonly Tokens.Code[]): readonly Snippet[] {
  return blocks.flatMap(({ lang = '', text }, index) => {
    if (!lang.startsWith('ts')) return [];
    const next = blocks[index + 1];
    return [
      {
        name: `snippet-${index + 1}`,
        code: text,
        needs: /needs=(\w+)/.exec(lang)?.[1],
        output: next?.lang === 'text' ? next.text : undefined,
      },
    ];
  });
}
