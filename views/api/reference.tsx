import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { Card } from '../parts/card';
import { FirstSteps, Problems, Scopes } from './first-steps';
import { ApiFrame } from './frame';
import { Fields, Operation } from './operation';
import { sectionHref, type ApiContents, type ApiReferenceProps, type ApiSchema, type ApiSection } from './props';

/** The first page about the API: how to begin, every operation by name, scopes and problems. */
export function ApiReferencePage(props: ApiReferenceProps): VNode {
  const { chrome, contents, sections } = props;
  return (
    <ApiFrame chrome={chrome} contents={contents}>
      <h1>Passo API</h1>
      <FirstSteps baseUrl={props.baseUrl} />
      <Card id="operations" title="Operations" bare>
        <table class="table fold">
          <caption class="vh">Every operation</caption>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Address</th>
            </tr>
          </thead>
          <tbody>
            {sections.flatMap(({ slug, operations }) =>
              operations.map(({ id, method, path, summary }) => (
                <tr>
                  <td>
                    <a href={`${sectionHref(slug)}#${id}`}>{summary}</a>
                  </td>
                  <td data-th="Address">
                    <code>
                      {method.toUpperCase()} /api/v1{path}
                    </code>
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </Card>
      <Scopes scopes={props.scopes} />
      <Problems problems={props.problems} />
    </ApiFrame>
  );
}

/** The operations of one kind, whole. */
export function ApiSectionPage(props: {
  readonly chrome: Chrome;
  readonly contents: readonly ApiContents[];
  readonly section: ApiSection;
}): VNode {
  const { chrome, contents, section } = props;
  return (
    <ApiFrame chrome={chrome} contents={contents} title={section.title}>
      <h1>{section.title}</h1>
      {section.operations.map((operation) => (
        <Operation operation={operation} />
      ))}
    </ApiFrame>
  );
}

/** What stands in several answers. */
export function ApiSchemasPage(props: {
  readonly chrome: Chrome;
  readonly contents: readonly ApiContents[];
  readonly schemas: readonly ApiSchema[];
}): VNode {
  const { chrome, contents, schemas } = props;
  return (
    <ApiFrame chrome={chrome} contents={contents} title="Schemas">
      <h1>Schemas</h1>
      {schemas.map(({ name, fields }) => (
        <Card id={`schema-${name}`} title={name} bare>
          <Fields caption={`Fields of ${name}`} fields={fields} />
        </Card>
      ))}
    </ApiFrame>
  );
}
