import type { VNode } from 'preact';
import { Card } from '../parts/card';
import { CodeBlock } from '../parts/code-block';
import type { ApiReferenceProps } from './props';

/** How a program begins, and what holds for every operation. */
export function FirstSteps({ baseUrl }: Pick<ApiReferenceProps, 'baseUrl'>): VNode {
  const call = (rest: string): string => `curl -H "Authorization: Bearer $PASSO_API_KEY" ${rest}`;
  return (
    <Card id="first-steps" title="First steps" lead="Everything the pages of Passo do, for programs.">
      <p>
        An admin makes a key under Settings, <a href="/admin/settings/api-keys">API keys</a>. It travels in the header
        Authorization and nowhere else. The first call tells what it may do:
      </p>
      <CodeBlock label="The first call" text={call(`${baseUrl}/api/v1/key`)} />
      <p>Bodies and answers are JSON. Moments are in UTC. What is left out stays as it is, null takes a value away.</p>
      <CodeBlock
        label="Adding a person"
        text={call(
          `-H "Content-Type: application/json" -H "Idempotency-Key: $(uuidgen)" \\\n  -d '{"username":"noor.haddad","email":"noor@example.com"}' ${baseUrl}/api/v1/users`,
        )}
      />
      <ul class="bullets">
        <li>
          <b>Lists</b> come in pages: <code>limit</code> up to 200, and <code>next</code> of one page is the{' '}
          <code>cursor</code> of the one after. On the last page it is null.
        </li>
        <li>
          <b>Names in addresses:</b> people by id or <code>username:noor.haddad</code>, groups by id or{' '}
          <code>name:Design</code>, applications by id or slug.
        </li>
        <li>
          <b>Idempotency-Key</b> on a POST makes it count once: sent again within 24 hours, the same request gets the
          same answer.
        </li>
        <li>
          <b>ETag and If-Match:</b> a write that names the ETag it has read is refused with 412 when somebody changed
          the resource in between.
        </li>
        <li>
          <b>Limits:</b> 20 requests a second and 600 at once for each key, bodies up to 1 MiB unless an operation says
          more. Whoever gets 429 waits for Retry-After seconds.
        </li>
      </ul>
      <p>
        For generators of clients: <a href="/api/openapi.json">the OpenAPI 3.1 document</a>.
      </p>
    </Card>
  );
}

/** What keys can be allowed. */
export function Scopes({ scopes }: Pick<ApiReferenceProps, 'scopes'>): VNode {
  return (
    <Card
      id="scopes"
      title="Scopes"
      lead="What a key may do. It never does more than the person who made it may at the moment of the request."
      bare
    >
      <table class="table fold">
        <caption class="vh">Scopes</caption>
        <thead>
          <tr>
            <th scope="col">Scope</th>
            <th scope="col">Allows</th>
          </tr>
        </thead>
        <tbody>
          {scopes.map(({ name, words }) => (
            <tr>
              <td>
                <code>{name}</code>
              </td>
              <td data-th="Allows">{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** The kinds of problems. The `type` of a problem document leads to its row. */
export function Problems({ problems }: Pick<ApiReferenceProps, 'problems'>): VNode {
  return (
    <Card
      id="problems"
      title="Problems"
      lead="Refusals are problem documents (RFC 9457): type, title, status, detail, instance, requestId, and in errors every place that is not right."
      bare
    >
      <table class="table fold">
        <caption class="vh">Kinds of problems</caption>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ type, status, title }) => (
            <tr id={`problem-${type}`}>
              <td>
                <code>{type}</code>
              </td>
              <td data-th="Status">{status}</td>
              <td data-th="Meaning">{title}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
