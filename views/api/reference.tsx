import type { VNode } from 'preact';
import { Brand } from '../layout/brand';
import { Document } from '../layout/document';
import { AccountMenu, ThemeSwitch } from '../layout/account-menu';
import { Card } from '../parts/card';
import { Icon } from '../parts/icon';
import { FirstSteps, Problems, Scopes } from './first-steps';
import { Fields, Operation } from './operation';
import type { ApiReferenceProps } from './props';

/** The API on one page: how to begin, every operation, every schema, every problem. For everybody, without script. */
export function ApiReferencePage(props: ApiReferenceProps): VNode {
  const { chrome, sections, schemas } = props;
  return (
    <Document chrome={chrome} title="API" lang="en">
      <div class="shell">
        <aside class="side" aria-label="Sidebar">
          <Brand href="/" />
          <nav aria-label="Main">
            <Contents {...props} />
          </nav>
          <footer>
            <span>Passo {chrome.version}</span>
          </footer>
        </aside>
        <div class="column">
          <header class="top">
            <details class="drop only-s">
              <summary class="btn icon" aria-label="Menu">
                <Icon name="menu" size={18} />
              </summary>
              <nav aria-label="Menu">
                <Contents {...props} />
              </nav>
            </details>
            <nav class="crumbs" aria-label="Breadcrumb">
              <span aria-current="page">API</span>
            </nav>
            <div class="end">
              <ThemeSwitch />
              <AccountMenu chrome={chrome} />
            </div>
          </header>
          <main id="main" class="page stack">
            <h1>Passo API</h1>
            <FirstSteps baseUrl={props.baseUrl} />
            <Scopes scopes={props.scopes} />
            {sections.map(({ id, title, operations }) => (
              <Card id={id} title={title}>
                {operations.map((operation) => (
                  <Operation operation={operation} />
                ))}
              </Card>
            ))}
            <Card id="schemas" title="Schemas" lead="What stands in several answers.">
              {schemas.map(({ name, fields }) => (
                <section class="stack s3" aria-labelledby={`schema-${name}`}>
                  <h3 id={`schema-${name}`}>{name}</h3>
                  <Fields caption={`Fields of ${name}`} fields={fields} />
                </section>
              ))}
            </Card>
            <Problems problems={props.problems} />
          </main>
        </div>
      </div>
    </Document>
  );
}

function Contents({ sections }: ApiReferenceProps): VNode {
  const links = [
    { id: 'first-steps', title: 'First steps' },
    { id: 'scopes', title: 'Scopes' },
    ...sections,
    { id: 'schemas', title: 'Schemas' },
    { id: 'problems', title: 'Problems' },
  ];
  return (
    <ul class="plain">
      {links.map(({ id, title }) => (
        <li>
          <a href={`#${id}`}>{title}</a>
        </li>
      ))}
    </ul>
  );
}
