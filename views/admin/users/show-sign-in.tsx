import type { ComponentChildren, VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Facts, type Fact } from '../../parts/facts';
import { Time } from '../../parts/time';
import { UserFrame, type UserSummary } from './frame';
import { userHref } from './index';
import { SecondFactorCard, type PersonFactors } from './second-factor-card';

/** A browser in which a person is signed in. */
export interface PersonSession {
  readonly id: string;
  readonly device: string;
  readonly clientIp?: string;
  readonly createdAt: number;
  readonly seenAt: number;
  /** It is the one that asks. */
  readonly current: boolean;
}

/** What the Sign-in tab of a person shows. */
export interface UserSignInPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly passwordChangedAt?: number;
  readonly passwordExpiresAt?: number;
  readonly sessions: readonly PersonSession[];
  readonly secondFactor: PersonFactors;
  /** Passo can send mail; else links are handed over. */
  readonly mail: boolean;
  readonly message?: string;
}

/** How a person gets in: the password, links to choose one, and the browsers they are signed in with. */
export function UserSignInPage(props: UserSignInPageProps): VNode {
  const { chrome, user, message } = props;
  return (
    <UserFrame chrome={chrome} user={user} tab="sign-in" problem={message !== undefined}>
      <ErrorSummary errors={{}} message={message} />
      {user.state === 'suspended' ? (
        <Banner kind="info" title="This person is suspended" role="status">
          No link and no password lets them in. Unsuspend them first.
        </Banner>
      ) : null}
      <Card id="password" title="Password">
        <Facts facts={factsOf(props)} />
        {user.state === 'suspended' ? null : <PasswordDeeds {...props} />}
      </Card>
      <SecondFactorCard chrome={chrome} user={user} {...props.secondFactor} />
      <Sessions {...props} />
    </UserFrame>
  );
}

function factsOf({ chrome, user, passwordChangedAt, passwordExpiresAt }: UserSignInPageProps): Fact[] {
  const { now } = chrome;
  const state = !user.hasPassword
    ? 'Not chosen yet'
    : user.passwordTemporary
      ? 'Temporary: it has to be changed at the next sign-in'
      : 'Chosen by the person';
  const runsOut =
    passwordExpiresAt === undefined ? (
      'Never'
    ) : (
      <>
        <Time at={passwordExpiresAt} now={now} as="exact" />
        {passwordExpiresAt <= now ? ' (it has run out)' : ''}
      </>
    );
  return [
    { term: 'Password', value: state },
    ...(user.hasPassword
      ? [
          {
            term: 'Set',
            value: passwordChangedAt === undefined ? 'Not known' : <Time at={passwordChangedAt} now={now} />,
          },
          { term: 'Runs out', value: runsOut },
        ]
      : []),
  ];
}

function PasswordDeeds(props: UserSignInPageProps): VNode {
  const { user, mail } = props;
  const first = !user.hasPassword;
  const what = first ? 'activation link' : 'reset link';
  const life = first ? 'seven days' : 'one hour';
  const own = !first && !user.passwordTemporary && !user.passwordExpired;
  return (
    <div class="stack s4 danger-zone">
      {mail ? (
        <Deed
          title={first ? 'Send activation link' : 'Send reset link'}
          text={`Goes to ${user.email}. The person chooses a password with it. It works once, for ${life}.`}
        >
          <PostButton {...props} path="password-link" how="mail" label={`Send ${what}`} />
        </Deed>
      ) : null}
      <Deed
        title={mail ? 'Hand the link over yourself' : `Make ${what}`}
        text={
          mail
            ? 'Shows a new link instead of mailing it, when mail does not arrive. An earlier link stops working.'
            : `Passo sends no mail here, so the link is shown to you. It works once, for ${life}. An earlier link stops working.`
        }
      >
        <PostButton {...props} path="password-link" how="show" label={`Make ${what}`} />
      </Deed>
      <Deed
        title="Temporary password"
        text="Replaces the password and signs the person out everywhere. It is shown to you for five minutes."
      >
        <PostButton {...props} path="password" label="Set temporary password" />
      </Deed>
      {own ? (
        <Deed
          title="Expire password now"
          text="The person has to choose a new one at the next page. Until then the accounts in the applications are inactive."
        >
          <PostButton {...props} path="password/expiry" label="Expire password" />
        </Deed>
      ) : null}
    </div>
  );
}

function Sessions({ chrome, user, sessions }: UserSignInPageProps): VNode {
  return (
    <Card
      id="sessions"
      title="Sessions and devices"
      lead="Where this person is signed in to Passo. Applications that were opened may stay open."
      bare
      end={
        sessions.length === 0 ? undefined : (
          <form method="post" action={userHref(user.id, 'sessions/revocation')}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn small">Sign out everywhere</button>
          </form>
        )
      }
    >
      {sessions.length === 0 ? (
        <p class="muted pad">Signed in nowhere.</p>
      ) : (
        <table class="table fold">
          <caption class="vh">Browsers in which this person is signed in</caption>
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">Address</th>
              <th scope="col">Last seen</th>
              <th scope="col">
                <span class="vh">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr>
                <td>
                  <b>{session.device}</b>
                  <small>
                    Signed in <Time at={session.createdAt} now={chrome.now} />
                  </small>
                </td>
                <td data-th="Address">{session.clientIp ?? '–'}</td>
                <td data-th="Last seen">
                  <Time at={session.seenAt} now={chrome.now} />
                </td>
                <td class="act">
                  {session.current ? (
                    <Badge kind="ok">This device</Badge>
                  ) : (
                    <form
                      method="post"
                      action={userHref(user.id, `sessions/${encodeURIComponent(session.id)}/revocation`)}
                    >
                      <CsrfField token={chrome.csrfToken} />
                      <button class="btn small" aria-label={`Sign out ${session.device}`}>
                        Sign out
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

/** One thing that can be done to an account, with what it leads to. */
export function Deed(props: {
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <div class="row">
      <div>
        <h3>{props.title}</h3>
        <p class="muted small">{props.text}</p>
      </div>
      {props.children}
    </div>
  );
}

/** A button that does one thing to a person. */
export function PostButton(props: {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly path: string;
  readonly label: string;
  /** A choice that goes along, in the field `how`. */
  readonly how?: string;
}): VNode {
  return (
    <form method="post" action={userHref(props.user.id, props.path)}>
      <CsrfField token={props.chrome.csrfToken} />
      {props.how === undefined ? null : <input type="hidden" name="how" value={props.how} />}
      <button class="btn">{props.label}</button>
    </form>
  );
}
