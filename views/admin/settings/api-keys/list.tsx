import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { Empty } from '../../../parts/empty';
import { Time } from '../../../parts/time';
import { SettingsFrame } from '../frame';
import { settingsHref } from '../parts';
import { apiKeyHref, type ApiKeyView } from './props';

/** What the list of keys shows. */
export interface ApiKeysPageProps {
  readonly chrome: Chrome;
  readonly keys: readonly ApiKeyView[];
  /** Whoever looks may make one. */
  readonly writes: boolean;
}

/** The keys of programs. */
export function ApiKeysPage({ chrome, keys, writes }: ApiKeysPageProps): VNode {
  const add = writes ? (
    <a class="btn main" href={`${settingsHref('api-keys')}/new`}>
      Make API key
    </a>
  ) : null;
  const living = keys.filter(({ revoked }) => !revoked);
  const gone = keys.filter(({ revoked }) => revoked);
  return (
    <SettingsFrame chrome={chrome} part="api-keys">
      <Card
        id="api-keys"
        title="API keys"
        lead={
          <>
            Keys let programs do what you do here. <a href="/api/docs">What the API can do</a>
          </>
        }
        end={living.length === 0 ? null : add}
        bare
      >
        {living.length === 0 ? (
          <Empty
            icon="lock"
            title="No API keys"
            text="Make one for each program, with no more than it needs. It is shown once."
          >
            {add}
          </Empty>
        ) : (
          <List caption="API keys, the newest first" keys={living} now={chrome.now} />
        )}
      </Card>
      {gone.length === 0 ? null : (
        <Card id="revoked" title="Revoked" lead="They open nothing any more." bare>
          <List caption="Revoked API keys" keys={gone} now={chrome.now} />
        </Card>
      )}
    </SettingsFrame>
  );
}

function List(props: { readonly caption: string; readonly keys: readonly ApiKeyView[]; readonly now: number }): VNode {
  const { caption, keys, now } = props;
  return (
    <table class="table fold">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">May</th>
          <th scope="col">Ends</th>
          <th scope="col">Last used</th>
          <th scope="col">Made by</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr>
            <td>
              <a href={apiKeyHref(key.id)}>
                <bdi>{key.name}</bdi>
              </a>
              <span class="sub mono">{key.prefix}…</span>
            </td>
            <td data-th="State">
              <span>
                <Badge kind={key.badge.kind}>{key.badge.word}</Badge>
                {key.remark === undefined ? null : <span class="sub">{key.remark}</span>}
              </span>
            </td>
            <td data-th="May">{key.scopes.map(({ name }) => name).join(', ')}</td>
            <td data-th="Ends">
              {key.expiresAt === undefined ? 'Never' : <Time at={key.expiresAt} now={now} as="day" />}
            </td>
            <td data-th="Last used">
              {key.lastUsedAt === undefined ? 'Never' : <Time at={key.lastUsedAt} now={now} />}
            </td>
            <td data-th="Made by">
              <bdi>{key.createdBy}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
