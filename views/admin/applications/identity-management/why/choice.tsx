import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Field } from '../../../../parts/field';
import { listed } from '../../../../parts/words';
import type { FrameProps } from '../../props';

/** An account an admin can choose. */
export interface CandidateRow {
  readonly remoteId: string;
  readonly userName?: string;
  readonly email?: string;
  readonly displayName?: string;
  readonly active: boolean;
  readonly matches: readonly string[];
  readonly privileged: boolean;
  readonly holder?: string;
}

/** Whose account is theirs: one that is there, a new one, or none. */
export function Choice(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly path: string;
  readonly candidates: readonly CandidateRow[];
  readonly sentence?: string | undefined;
  /** The id as typed in a form that was refused. */
  readonly typed?: string | undefined;
  readonly error?: string | undefined;
}): VNode {
  const { chrome, frame, path, candidates, sentence, typed, error } = props;
  const none = candidates.length === 0;
  return (
    <Card
      id="choice"
      title={none ? 'Is there an account already?' : 'Decide which account is theirs'}
      lead={
        none
          ? 'Passo knows no account of this person. If there is one, give its id, and it is taken over.'
          : 'Passo found accounts that match in part and sent nothing: a wrong guess would give somebody else’s account away.'
      }
    >
      {sentence === undefined ? null : <p>{sentence}</p>}
      {none && sentence === undefined ? <p>No account with this username was found a moment ago.</p> : null}
      {candidates.map((one) => (
        <form class="row" method="post" action={`${path}/account`}>
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="account" value={one.remoteId} />
          <span>
            <b>
              <bdi>{one.displayName ?? one.userName ?? one.remoteId}</bdi>
            </b>{' '}
            {one.active ? null : <Badge kind="off">Deactivated</Badge>}
            {one.privileged ? <Badge kind="warn">May do more than a user</Badge> : null}
            <span class="sub">
              <bdi>{[one.userName, one.email, one.remoteId].filter(Boolean).join(' · ')}</bdi>
              {one.matches.length === 0 ? '' : `. Same ${listed(one.matches)}.`}
              {one.holder === undefined ? '' : ` It is the account of ${one.holder}.`}
            </span>
          </span>
          {one.holder === undefined ? (
            <button class="btn small push">
              Take over account<span class="vh"> {one.userName ?? one.remoteId}</span>
            </button>
          ) : null}
        </form>
      ))}
      <form class="stack s4" method="post" action={`${path}/account`} autocomplete="off">
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="account"
          label={`Another account, by its id in ${frame.label}`}
          value={typed}
          exact
          error={error}
        />
        <div class="row">
          <button class="btn">Take over this account</button>
        </div>
      </form>
      <form class="row" method="post" action={`${path}/decision`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn" name="decision" value="create">
          Create a new one
        </button>
        <button class="btn" name="decision" value="leave">
          Leave
        </button>
      </form>
    </Card>
  );
}
