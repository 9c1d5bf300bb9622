import type { VNode } from 'preact';
import type { SecondFactorKind } from '../../../src/core/second-factor';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Time } from '../../parts/time';
import type { UserSummary } from './frame';
import { userHref } from './index';

/** What an admin sees of a person's second factors: never what they are made of. */
export interface PersonFactors {
  readonly factors: readonly {
    readonly kind: SecondFactorKind;
    readonly name: string;
    readonly createdAt: number;
    readonly lastUsedAt?: number;
  }[];
  readonly recoveryCodes: number;
  /** The organisation, or a group of the person, asks for one. */
  readonly asked: boolean;
  /** Until when the person may put it off; absent when it is set up, not asked for, or due. */
  readonly graceUntil?: number;
  /** The admin's own: those are changed on the Security page. */
  readonly own: boolean;
}

const KINDS = { totp: 'Authenticator app', passkey: 'Passkey' } as const;

/** A person's second factors, and the way out when they lost them. */
export function SecondFactorCard(
  props: PersonFactors & { readonly chrome: Chrome; readonly user: UserSummary },
): VNode {
  const { chrome, user, factors, recoveryCodes, own } = props;
  return (
    <Card id="second-factor" title="Second factor" lead={<Lead {...props} />} bare>
      {factors.length === 0 ? null : (
        <>
          <table class="table fold">
            <caption class="vh">Second factors of this person</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Added</th>
                <th scope="col">Last used</th>
              </tr>
            </thead>
            <tbody>
              {factors.map(({ kind, name, createdAt, lastUsedAt }) => (
                <tr>
                  <td>
                    <b>
                      <bdi>{name}</bdi>
                    </b>
                    <small>{KINDS[kind]}</small>
                  </td>
                  <td data-th="Added">
                    <Time at={createdAt} now={chrome.now} />
                  </td>
                  <td data-th="Last used">
                    {lastUsedAt === undefined ? 'Never' : <Time at={lastUsedAt} now={chrome.now} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div class="body stack s4">
            <p class="small muted">
              {recoveryCodes} recovery {recoveryCodes === 1 ? 'code is' : 'codes are'} left.
            </p>
            {own ? (
              <p class="small">
                <a href="/security">Change your own on your Security page</a>
              </p>
            ) : (
              <div class="row">
                <p class="muted small">
                  Takes all of them and the recovery codes away and signs the person out everywhere. Make sure that it
                  is this person who asks.
                </p>
                <form method="post" action={userHref(user.id, 'second-factor/reset')}>
                  <CsrfField token={chrome.csrfToken} />
                  <button class="btn">Reset second factor</button>
                </form>
              </div>
            )}
          </div>
        </>
      )}
    </Card>
  );
}

function Lead({ chrome, factors, asked, graceUntil }: PersonFactors & { readonly chrome: Chrome }): VNode {
  if (factors.length > 0) return <>{asked ? 'One is asked of this person.' : 'None is asked of this person.'}</>;
  if (!asked) return <>Not set up, and none is asked of this person.</>;
  if (graceUntil === undefined) return <>Not set up. The next sign-in asks for it.</>;
  return (
    <>
      Not set up. The person may put it off until <Time at={graceUntil} now={chrome.now} as="day" />.
    </>
  );
}
