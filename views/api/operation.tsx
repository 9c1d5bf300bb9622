import type { VNode } from 'preact';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { SCHEMAS, sectionHref, type ApiAnswer, type ApiField, type ApiOperation, type ApiParameter } from './props';

/** One operation: what it is for, what goes in and what comes out. */
export function Operation({ operation }: { readonly operation: ApiOperation }): VNode {
  const { id, method, path, summary, paragraphs, parameters, body, answers, refusals } = operation;
  return (
    <Card id={id} title={summary}>
      <p>
        <Badge kind="plain">{method.toUpperCase()}</Badge> <code>/api/v1{path}</code>
      </p>
      {paragraphs.map((paragraph) => (
        <p>
          <Ticked text={paragraph} />
        </p>
      ))}
      {parameters.length === 0 ? null : (
        <>
          <h3>Parameters</h3>
          <Fields caption={`Parameters of ${summary}`} fields={parameters} />
        </>
      )}
      {body === undefined ? null : (
        <>
          <h3>Body{body.required ? '' : ', may be left out'}</h3>
          <Fields caption={`Body of ${summary}`} fields={body.fields} />
        </>
      )}
      {answers.map((answer) => (
        <Answer summary={summary} answer={answer} />
      ))}
      <p class="small muted">Refusals: {refusals}</p>
    </Card>
  );
}

function Answer({ summary, answer }: { readonly summary: string; readonly answer: ApiAnswer }): VNode {
  const { status, text, mediaType, schema, fields } = answer;
  return (
    <>
      <h3>Answer {status}</h3>
      <p class="small">
        {text} {mediaType === undefined ? null : <code>{mediaType}</code>}{' '}
        {schema === undefined ? null : <SchemaLink name={schema} />}
      </p>
      {fields.length === 0 ? null : <Fields caption={`Answer ${status} of ${summary}`} fields={fields} />}
    </>
  );
}

function SchemaLink({ name }: { readonly name: string }): VNode {
  return <a href={`${sectionHref(SCHEMAS.slug)}#schema-${name}`}>{name}</a>;
}

/** Fields or parameters in a table. */
export function Fields(props: {
  readonly caption: string;
  readonly fields: readonly (ApiField | ApiParameter)[];
}): VNode {
  return (
    <table class="table fold">
      <caption class="vh">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {props.fields.map((field) => (
          <tr>
            <td>
              <code>{field.name}</code>
              <span class="sub">
                {'place' in field ? `${PLACES[field.place]}${field.required ? '' : ', optional'}` : null}
                {!('place' in field) && field.required ? 'required' : null}
              </span>
            </td>
            <td data-th="Kind">
              <span>
                {field.type} {field.schema === undefined ? null : <SchemaLink name={field.schema} />}
              </span>
            </td>
            <td data-th={field.text === undefined ? undefined : 'Meaning'}>
              {field.text === undefined ? null : (
                <span>
                  <Ticked text={field.text} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const PLACES = { path: 'in the address', query: 'in the query', header: 'header' } as const;

/** A sentence in which what stands between backticks is code. */
function Ticked({ text }: { readonly text: string }): VNode {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
