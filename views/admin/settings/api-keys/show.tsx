import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CodeBlock } from '../../../parts/code-block';
import { CopyField } from '../../../parts/copy-field';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Facts, type Fact } from '../../../parts/facts';
import { Field } from '../../../parts/field';
import { Time } from '../../../parts/time';
import { SettingsFrame } from '../frame';
import { apiKeyHref, type ApiKeyView } from './props';

/** What the page of one key shows. */
export interface ApiKeyPageProps {
  readonly chrome: Chrome;
  readonly apiKey: ApiKeyView;
  /** The key itself, for a few minutes after it was made. */
  readonly secret?: string;
  /** The public address of Passo, for the example. */
  readonly baseUrl: string;
  /** The name as typed. */
  readonly name: string;
  readonly writes: boolean;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** One key: what it may, how it is used, and its end. */
export function ApiKeyPage(props: ApiKeyPageProps): VNode {
  const { chrome, apiKey, secret, baseUrl, name, writes, errors = {}, message } = props;
  const refused = message !== undefined || Object.keys(errors).length > 0;
  const href = apiKeyHref(apiKey.id);
  return (
    <SettingsFrame chrome={chrome} part="api-keys" problem={refused}>
      <ErrorSummary errors={errors} message={message} />
      {secret === undefined ? null : (
        <>
          <Banner kind="warn" title="Copy the key now" role="status">
            This page shows it for five minutes. Passo keeps no copy: if it gets lost, make a new one.
          </Banner>
          <Card id="secret" title="The key">
            <CopyField
              id="key"
              label="API key"
              value={secret}
              help="Give it to the program in a file or a variable, never in an address or in source code."
            />
            <p>A first call:</p>
            <CodeBlock
              label="A first call with curl"
              text={`curl -H "Authorization: Bearer $PASSO_API_KEY" ${baseUrl}/api/v1/key`}
            />
          </Card>
        </>
      )}
      <Card
        id="api-key"
        title={<bdi>{apiKey.name}</bdi>}
        badge={<Badge kind={apiKey.badge.kind}>{apiKey.badge.word}</Badge>}
        lead={apiKey.remark}
      >
        <Facts facts={factsOf(apiKey, chrome.now)} />
        <ul class="bullets">
          {apiKey.scopes.map((scope) => (
            <li>
              {scope.words} <code>{scope.name}</code>
            </li>
          ))}
        </ul>
        {writes && !apiKey.revoked ? (
          <form method="post" action={href} class="stack s4">
            <CsrfField token={chrome.csrfToken} />
            <Field name="name" label="Name" value={name} error={errors['name']} required maxLength={100} />
            <div class="row">
              <button class="btn">Rename</button>
            </div>
          </form>
        ) : null}
      </Card>
      {writes && !apiKey.revoked ? (
        <Card
          id="revoke"
          title="Revoke"
          lead="The key stops working with the next request, for good. Programs that use it fail until they have another one."
        >
          <form method="post" action={`${href}/revocation`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn danger">Revoke this key</button>
          </form>
        </Card>
      ) : null}
    </SettingsFrame>
  );
}

function factsOf(apiKey: ApiKeyView, now: number): Fact[] {
  const facts: Fact[] = [
    { term: 'Begins with', value: <span class="mono">{apiKey.prefix}</span> },
    { term: 'Made by', value: <bdi>{apiKey.createdBy}</bdi> },
    { term: 'Made', value: <Time at={apiKey.createdAt} now={now} /> },
    {
      term: 'Ends',
      value: apiKey.expiresAt === undefined ? 'Never' : <Time at={apiKey.expiresAt} now={now} />,
    },
    {
      term: 'Last used',
      value:
        apiKey.lastUsedAt === undefined ? (
          'Never'
        ) : (
          <>
            <Time at={apiKey.lastUsedAt} now={now} />
            {apiKey.lastUsedIp === undefined ? null : ` from ${apiKey.lastUsedIp}`}
          </>
        ),
    },
  ];
  if (apiKey.revokedAt !== undefined) {
    const by = <bdi>{apiKey.revokedBy ?? ''}</bdi>;
    facts.push({
      term: 'Revoked',
      value: (
        <>
          <Time at={apiKey.revokedAt} now={now} /> by {by}
        </>
      ),
    });
  }
  return facts;
}
