import type { ComponentChildren, VNode } from 'preact';
import { safeHref } from '../../parts/safe-href';
import type { Block, Inline } from './markdown';

/** Where a link of a document leads inside the product; undefined when its target is not served. */
export type ResolveLink = (href: string) => string | undefined;

/** A document without its title, in the look of the product. */
export function HelpDocument({
  blocks,
  resolve,
}: {
  readonly blocks: readonly Block[];
  readonly resolve: ResolveLink;
}): VNode {
  return <div class="docs stack s4">{blocks.map((block) => blockOf(block, resolve))}</div>;
}

function blockOf(block: Block, resolve: ResolveLink): VNode {
  const inline = (parts: readonly Inline[]): ComponentChildren => parts.map((part) => inlineOf(part, resolve));
  switch (block.kind) {
    case 'heading':
      if (block.level <= 2) return <h2 id={block.id}>{inline(block.parts)}</h2>;
      return <h3 id={block.id}>{inline(block.parts)}</h3>;
    case 'paragraph':
      return <p>{inline(block.parts)}</p>;
    case 'code':
      return <pre class="code">{block.text}</pre>;
    case 'quote':
      return <blockquote>{block.blocks.map((one) => blockOf(one, resolve))}</blockquote>;
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          {item.map((one, at) =>
            one.kind === 'paragraph' && (at === 0 || item.length === 1) ? inline(one.parts) : blockOf(one, resolve),
          )}
        </li>
      ));
      return block.ordered ? <ol class="numbers">{items}</ol> : <ul class="bullets">{items}</ul>;
    }
    case 'table':
      return (
        <table class="table">
          <thead>
            <tr>{block.head.map((cell) => (cell.length === 0 ? <td /> : <th scope="col">{inline(cell)}</th>))}</tr>
          </thead>
          <tbody>
            {block.rows.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td>{inline(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

function inlineOf(part: Inline, resolve: ResolveLink): ComponentChildren {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return <b>{part.parts.map((one) => inlineOf(one, resolve))}</b>;
    case 'em':
      return <em>{part.parts.map((one) => inlineOf(one, resolve))}</em>;
    case 'link': {
      const href = resolve(part.href);
      const words = part.parts.map((one) => inlineOf(one, resolve));
      if (href === undefined) return <span>{words}</span>;
      return (
        <a href={safeHref(href)} rel={/^https?:/.test(href) ? 'noreferrer' : undefined}>
          {words}
        </a>
      );
    }
  }
}
