import { Lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';

/**
 * Markdown as elements. No HTML is ever parsed: what is written as HTML is shown as the text that it is, images are
 * named but not loaded, and links lead to http and https only.
 */
export function Markdown({ text }: { readonly text: string }): JSX.Element {
  const tokens = useMemo(() => new Lexer({ gfm: true }).lex(text), [text]);
  return <div class="markdown">{tokens.map(element)}</div>;
}

function element(token: Token): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return undefined;
    case 'paragraph':
      return <p dir="auto">{inside(token)}</p>;
    case 'heading':
      return <h3 dir="auto">{inside(token)}</h3>;
    case 'blockquote':
      return <blockquote dir="auto">{inside(token)}</blockquote>;
    case 'list':
      return listOf(token);
    case 'code':
      return <pre class="mono">{token['text']}</pre>;
    case 'codespan':
      return <code>{token['text']}</code>;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'strong':
      return <strong>{inside(token)}</strong>;
    case 'em':
      return <em>{inside(token)}</em>;
    case 'del':
      return <del>{inside(token)}</del>;
    case 'link':
      return link(token);
    case 'image':
      return `${token['text']} (${token['href']})`;
    case 'text':
      return token.tokens === undefined ? token['text'] : inside(token);
    case 'escape':
      return token['text'];
    default:
      return token.raw;
  }
}

function inside({ tokens = [] }: { readonly tokens?: readonly Token[] | undefined }): ComponentChildren {
  return tokens.map(element);
}

function listOf(token: Tokens.Generic): JSX.Element {
  const items: readonly Tokens.ListItem[] = token['items'];
  const lines = items.map((item, index) => (
    <li key={index} dir="auto">
      {inside(item)}
    </li>
  ));
  return token['ordered'] === true ? <ol>{lines}</ol> : <ul>{lines}</ul>;
}

function link(token: Tokens.Generic): ComponentChildren {
  const href = String(token['href']);
  if (!/^https?:\/\//i.test(href)) return <>{inside(token)}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {inside(token)}
    </a>
  );
}
