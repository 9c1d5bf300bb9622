import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { ChangedPasswordFields } from '../gate/password-fields';
import { Time } from '../parts/time';
import { SecondFactorCards, type SecondFactorCardsProps } from './second-factor-cards';

/** A browser in which the person is signed in. */
export interface SessionRow {
  readonly id: string;
  /** "Firefox on Windows". */
  readonly device: string;
  readonly clientIp?: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly current: boolean;
}

/** What the Security page shows. */
export interface SecurityPageProps {
  readonly chrome: Chrome;
  readonly username: string;
  readonly passwordRules: string;
  readonly sessions: readonly SessionRow[];
  readonly secondFactor: SecondFactorCardsProps;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** A person's own password and the places they are signed in. */
export function SecurityPage(props: SecurityPageProps): VNode {
  const { chrome, sessions, errors = {}, message } = props;
  const { security } = chrome.words;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  const others = sessions.some(({ current }) => !current);
  return (
    <PortalLayout chrome={chrome} title={security.title} nav="security" problem={problem}>
      <h1>{security.title}</h1>
      <ErrorSummary errors={errors} message={message} />
      <Card
        id="devices"
        title={security.devices}
        lead={others ? security.devicesLead : security.onlyDevice}
        end={
          others ? (
            <form method="post" action="/security/sessions/revocation">
              <CsrfField token={chrome.csrfToken} />
              <button class="btn small">{security.signOutOthers}</button>
            </form>
          ) : undefined
        }
        bare
      >
        <table class="table fold">
          <caption class="vh">{security.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{security.device}</th>
              <th scope="col">{security.address}</th>
              <th scope="col">{security.lastSeen}</th>
              <th scope="col">
                <span class="vh">{security.action}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr>
                <td>
                  <b>{session.device}</b>
                  <small>
                    {security.signedIn} <Time at={session.createdAt} now={chrome.now} />
                  </small>
                </td>
                <td data-th={security.address}>{session.clientIp ?? '–'}</td>
                <td data-th={security.lastSeen}>
                  <Time at={session.seenAt} now={chrome.now} />
                </td>
                <td class="act">
                  {session.current ? (
                    <Badge kind="ok">{security.thisDevice}</Badge>
                  ) : (
                    <form method="post" action={`/security/sessions/${encodeURIComponent(session.id)}/revocation`}>
                      <CsrfField token={chrome.csrfToken} />
                      <button class="btn small" aria-label={security.signOutDevice({ device: session.device })}>
                        {security.signOut}
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      <SecondFactorCards chrome={chrome} {...props.secondFactor} />
      <Card id="password" title={security.password} lead={security.passwordLead}>
        <form method="post" action="/security/password" class="stack s4 tight">
          <CsrfField token={chrome.csrfToken} />
          <ChangedPasswordFields username={props.username} rules={props.passwordRules} errors={errors} />
          <div class="row">
            <button class="btn main">{security.password}</button>
          </div>
        </form>
      </Card>
    </PortalLayout>
  );
}
