import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { HelpDocument, type ResolveLink } from './document';
import { plainText, type Block } from './markdown';

/** A document by its address and title. */
export interface HelpTitle {
  readonly name: string;
  readonly title: string;
}

/** Documents that belong together. */
export interface HelpGroup {
  readonly title: string;
  readonly pages: readonly HelpTitle[];
}

const INDEX = '/admin/help';

/** All documents, in groups. */
export function HelpIndexPage({
  chrome,
  groups,
}: {
  readonly chrome: Chrome;
  readonly groups: readonly HelpGroup[];
}): VNode {
  return (
    <AdminLayout chrome={chrome} title="Help" nav="help" crumbs={[{ label: 'Help' }]}>
      <h1>Help</h1>
      {groups.map(({ title, pages }, at) => (
        <Card id={`help-${at}`} title={title}>
          <ul class="bullets">
            {pages.map(({ name, title: words }) => (
              <li>
                <a href={`${INDEX}/${name}`}>{words}</a>
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </AdminLayout>
  );
}

/** One document, with its parts listed first. */
export function HelpPage({
  chrome,
  title,
  blocks,
  resolve,
}: {
  readonly chrome: Chrome;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly resolve: ResolveLink;
}): VNode {
  const parts = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block] : []));
  return (
    <AdminLayout chrome={chrome} title={title} nav="help" crumbs={[{ label: 'Help', href: INDEX }, { label: title }]}>
      <h1>{title}</h1>
      {parts.length < 3 ? null : (
        <nav aria-label="On this page">
          <ul class="bullets small">
            {parts.map((part) => (
              <li>
                <a href={`#${part.id}`}>{plainText(part.parts)}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <section class="card" aria-label={title}>
        <div class="body">
          <HelpDocument blocks={blocks} resolve={resolve} />
        </div>
      </section>
    </AdminLayout>
  );
}
