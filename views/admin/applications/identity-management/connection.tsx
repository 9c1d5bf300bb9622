import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { Time } from '../../../parts/time';
import type { FrameProps } from '../props';
import { CREDENTIAL_KINDS } from './credentials/fields';
import type { IdmActive } from './props';
import { idmPath } from './sync';

const SOON_MS = 30 * 86_400_000;

/** The verified connection. The secret is never shown; it can only be replaced (M-086, M-087, A-03). */
export function Connection(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly content: IdmActive;
}): VNode {
  const { chrome, frame, content } = props;
  const { baseUrl, tokenName, tokenHint, tokenExpiresAt, verifiedAt, auth } = content.connection;
  return (
    <Card
      id="connection"
      title="Connection"
      badge={<Badge kind="ok">Active</Badge>}
      end={
        <a class="btn small" href={`${idmPath(frame)}/credentials`}>
          Replace Token Key
        </a>
      }
    >
      <CopyField id="base-url" label="Base URL" value={baseUrl} />
      <div class="field">
        <span class="label">{CREDENTIAL_KINDS.find(({ kind }) => kind === auth)?.label}</span>
        <span class="mono small">
          <span aria-hidden="true">••••••••••</span>
          <span class="vh">Hidden</span> {tokenHint}
        </span>
        <span class="help">
          {tokenName === 'Token Key' || auth !== 'bearer' ? '' : `The ${tokenName} of ${frame.label}. `}Stored
          encrypted, never shown again.
        </span>
      </div>
      {tokenExpiresAt === undefined ? null : (
        <p class="small">
          {tokenExpiresAt - chrome.now < SOON_MS ? (
            <>
              <Badge kind={tokenExpiresAt <= chrome.now ? 'bad' : 'warn'}>
                {tokenExpiresAt <= chrome.now ? 'Ended' : 'Ends soon'}
              </Badge>{' '}
            </>
          ) : null}
          {tokenExpiresAt <= chrome.now ? 'It ended' : 'It ends'} on{' '}
          <Time at={tokenExpiresAt} now={chrome.now} as="day" />.
        </p>
      )}
      {verifiedAt === undefined ? null : (
        <p class="small">
          Verified <Time at={verifiedAt} now={chrome.now} />.
        </p>
      )}
      <p class="help">
        Replace Token Key verifies a new one while changes go on. To replace the Base URL: choose Deactivate IdM
        connection, then Configure, enter the new value and activate. Accounts stay linked while the Base URL stays the
        same.
      </p>
    </Card>
  );
}
