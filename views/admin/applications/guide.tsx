import type { VNode } from 'preact';
import type { ConnectorGuide } from '../../../src/connectors/definition';
import { Card } from '../../parts/card';

/** The connector's own steps, filled with our values, and what is special about it. Nothing without either. */
export function GuideCard(props: {
  readonly label: string;
  readonly slug: string;
  readonly guides: readonly ConnectorGuide[];
  readonly notes: readonly string[];
}): VNode | null {
  const { label, slug, guides, notes } = props;
  if (guides.length === 0 && notes.length === 0) return null;
  return (
    <Card
      id="guide"
      title="Setup guide"
      lead={`What to do in ${label} and here, in this order.`}
      end={
        guides.length === 0 ? undefined : (
          <a class="btn small" href={`/admin/applications/${slug}/guide-link`}>
            Send this guide
          </a>
        )
      }
    >
      {guides.map((guide) => (
        <div class="stack s2">
          <h3>{guide.title}</h3>
          <ol class="steps">
            {guide.steps.map((step) => (
              <li>
                <bdi>{step}</bdi>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {notes.length === 0 ? null : (
        <div class="stack s2">
          <h3>Good to know</h3>
          <ul class="bullets small">
            {notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
