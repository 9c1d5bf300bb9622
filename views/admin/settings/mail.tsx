import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Facts, type Fact } from '../../parts/facts';
import { Time } from '../../parts/time';
import { counted } from '../../parts/words';
import { SettingsFrame } from './frame';

/** How one message fared. Times in milliseconds since the epoch. */
export interface MailFateView {
  readonly to: string;
  readonly subject: string;
  readonly at: number;
  readonly attempts: number;
  readonly fault?: string;
  readonly nextTryAt?: number;
}

/** What the page of mail shows; without a server no mail goes out. */
export interface MailPageProps {
  readonly chrome: Chrome;
  readonly server?: {
    readonly host: string;
    readonly port: number;
    readonly security: 'tls' | 'starttls' | 'none';
    readonly from: { readonly name: string; readonly address: string };
  };
  /** Where the test goes: the admin's own address. */
  readonly own: string;
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastSent?: MailFateView;
  readonly lastFault?: MailFateView;
  /** Why the test that was just sent did not arrive. */
  readonly problem?: string;
}

const SECURITY = {
  tls: 'TLS, certificate checked',
  starttls: 'STARTTLS, certificate checked',
  none: 'None',
};

/** How mail goes out, how it fared, and a test. The server is set where Passo is started, not here. */
export function MailPage(props: MailPageProps): VNode {
  const { chrome, server, problem } = props;
  return (
    <SettingsFrame chrome={chrome} part="mail" problem={problem !== undefined}>
      {problem === undefined ? null : (
        <Banner kind="bad" title="The test message was not sent" role="alert">
          {problem}
        </Banner>
      )}
      {server === undefined ? <NoServer /> : <Server {...props} server={server} />}
      <Fate {...props} />
    </SettingsFrame>
  );
}

function NoServer(): VNode {
  return (
    <Card id="server" title="Mail server" badge={<Badge kind="off">Not set</Badge>}>
      <p>No mail goes out. Passo says on its pages what it would have mailed, such as certificates that expire soon.</p>
      <p>
        To send mail, start Passo with <code>PASSO_SMTP_URL</code> and <code>PASSO_MAIL_FROM</code>. The address of the
        server may hold a password, so it is set where Passo is started and never shown here.
      </p>
    </Card>
  );
}

function Server({
  chrome,
  server,
  own,
}: MailPageProps & { readonly server: NonNullable<MailPageProps['server']> }): VNode {
  const facts: Fact[] = [
    { term: 'Server', value: <code>{`${server.host}:${server.port}`}</code> },
    { term: 'Encryption', value: SECURITY[server.security] },
    {
      term: 'From',
      value: (
        <>
          <bdi>{server.from.name}</bdi> <code>{server.from.address}</code>
        </>
      ),
    },
  ];
  return (
    <Card id="server" title="Mail server" badge={<Badge kind="ok">Set</Badge>}>
      <Facts facts={facts} />
      <form method="post" action="/admin/settings/mail/test">
        <CsrfField token={chrome.csrfToken} />
        <p>
          <button class="btn">Send a test to me</button>
        </p>
        <p class="small muted">
          It goes to <bdi>{own}</bdi>.
        </p>
      </form>
    </Card>
  );
}

function Fate({ chrome, waiting, givenUp, lastSent, lastFault }: MailPageProps): VNode {
  const { now } = chrome;
  const facts: Fact[] = [
    { term: 'Waiting', value: counted(waiting, 'message') },
    { term: 'Given up', value: counted(givenUp, 'message') },
    {
      term: 'Last sent',
      value:
        lastSent === undefined ? (
          'Nothing yet'
        ) : (
          <>
            <Time at={lastSent.at} now={now} /> to <bdi>{lastSent.to}</bdi>: <bdi>{lastSent.subject}</bdi>
          </>
        ),
    },
    { term: 'Last not sent', value: lastFault === undefined ? 'None' : <Fault fate={lastFault} now={now} /> },
  ];
  return (
    <Card
      id="fate"
      title="What became of it"
      lead="A message that the server does not take is tried again for three days, and kept for a month."
    >
      <Facts facts={facts} />
    </Card>
  );
}

function Fault({ fate, now }: { readonly fate: MailFateView; readonly now: number }): VNode {
  return (
    <>
      <bdi>{fate.subject}</bdi> to <bdi>{fate.to}</bdi>, written <Time at={fate.at} now={now} />.{' '}
      <bdi>{fate.fault ?? ''}</bdi> Tried {counted(fate.attempts, 'time')}
      {fate.nextTryAt === undefined ? (
        ' and given up.'
      ) : (
        <>
          , next <Time at={fate.nextTryAt} now={now} />.
        </>
      )}
    </>
  );
}
