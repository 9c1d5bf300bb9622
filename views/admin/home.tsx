import type { VNode } from 'preact';
import { AdminLayout } from '../layout/admin';
import type { Chrome } from '../layout/chrome';
import { Banner } from '../parts/banner';
import { Card } from '../parts/card';
import { Empty } from '../parts/empty';
import { safeHref } from '../parts/safe-href';
import { Steps, type Step } from '../parts/steps';
import { dayOf } from '../parts/time';
import { counted, figure } from '../parts/words';
import { CertificateBadge } from './applications/frame';
import { EventTable, type EventRow } from './insights/event-table';

/** How far the set-up has come; your own account exists whenever somebody reads this. */
export interface SetupState {
  readonly applicationAdded: boolean;
  readonly ssoActive: boolean;
  readonly groupConnected: boolean;
  readonly signedOn: boolean;
  /** Address of the first application, once there is one. */
  readonly applicationHref?: string;
}

/** What the first page of the Administrator Portal shows. */
export interface AdminHomePageProps {
  readonly chrome: Chrome;
  readonly setup: SetupState;
  readonly counts: {
    readonly people: number;
    readonly groups: number;
    readonly applications: number;
    /** People who need attention in an application. */
    readonly attention: number;
  };
  /** Integrations that hold their changes back, and why. */
  readonly held: readonly { readonly label: string; readonly href: string; readonly sentence: string }[];
  /** Token Keys that end within 30 days or have ended, the first above. */
  readonly tokens?: readonly {
    readonly label: string;
    readonly href: string;
    readonly ended: boolean;
    readonly endsAt: number;
  }[];
  /** Applications whose own metadata changed, or can’t be read any more. */
  readonly metadata?: readonly { readonly title: string; readonly href: string; readonly sentence: string }[];
  /** Applications with people who need attention. */
  readonly attention: readonly { readonly label: string; readonly href: string; readonly count: number }[];
  /** Certificates that end within 60 days or have ended, the first above. */
  readonly certificates: readonly {
    readonly label: string;
    readonly href: string;
    /** Ours, or the application's own. */
    readonly ours: boolean;
    readonly notAfter: number;
    readonly daysLeft: number;
    readonly rotating: boolean;
  }[];
  readonly events: readonly EventRow[];
}

/** Set-up list, what needs attention, figures, and the latest events. */
export function AdminHomePage(props: AdminHomePageProps): VNode {
  const { chrome, setup, counts, held, attention, certificates, events } = props;
  const done = setup.applicationAdded && setup.ssoActive && setup.groupConnected && setup.signedOn;
  return (
    <AdminLayout chrome={chrome} title="Home" nav="home" crumbs={[{ label: 'Home' }]}>
      <h1>Home</h1>
      {held.map(({ label, href, sentence }) => (
        <Banner kind="bad" title={`Changes for ${label} are held back`} link={{ href, label: 'Review' }}>
          {sentence}
        </Banner>
      ))}
      {(props.tokens ?? []).map(({ label, href, ended, endsAt }) => (
        <Banner
          kind={ended ? 'bad' : 'warn'}
          title={`The Token Key of ${label} ${ended ? 'ended' : 'ends'} on ${dayOf(endsAt)}`}
          link={{ href, label: 'Replace' }}
        >
          {ended
            ? 'By the date that was entered it is over. Changes wait here until the application accepts a new one.'
            : 'Get a new one from the application and replace it; changes go on meanwhile.'}
        </Banner>
      ))}
      {(props.metadata ?? []).map(({ title, href, sentence }) => (
        <Banner kind="warn" title={title} link={{ href, label: 'Review' }}>
          {sentence}
        </Banner>
      ))}
      {done ? null : (
        <Card id="setup" title="Set up" lead="Five steps to the first sign-on.">
          <Steps steps={setupSteps(setup)} />
        </Card>
      )}
      <Card id="figures" title="Your directory" bare>
        <ul class="figs plain">
          <Figure href="/admin/users" value={counts.people} label="People" />
          <Figure href="/admin/groups" value={counts.groups} label="User Groups" />
          <Figure href="/admin/applications" value={counts.applications} label="Applications" />
          <Figure href="#attention" value={counts.attention} label="Need attention" bad={counts.attention > 0} />
        </ul>
      </Card>
      <Card id="attention" title="Needs attention" bare={attention.length === 0}>
        {attention.length === 0 ? (
          <Empty icon="check" title="Everything is in sync" text="Nobody waits for you in any application." />
        ) : (
          <ul class="plain stack s3">
            {attention.map(({ label, href, count }) => (
              <li class="row">
                <a href={safeHref(href)}>
                  <bdi>{label}</bdi>
                </a>
                <span class="muted small">{counted(count, 'person needs', 'people need')} attention</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {certificates.length === 0 ? null : <Certificates certificates={certificates} />}
      <Card
        id="recent"
        title="Latest events"
        end={
          <a class="btn small" href="/admin/insights">
            Directory Insights
          </a>
        }
        bare
      >
        {events.length === 0 ? (
          <Empty icon="list" title="Nothing happened yet" text="Every change, sign-in and sync will be listed here." />
        ) : (
          <EventTable events={events} now={chrome.now} caption="Latest events, newest first" />
        )}
      </Card>
    </AdminLayout>
  );
}

function Certificates({ certificates }: Pick<AdminHomePageProps, 'certificates'>): VNode {
  return (
    <Card
      id="certificates"
      title="Certificates that end"
      end={
        <a class="btn small" href="/admin/certificates">
          All certificates
        </a>
      }
    >
      <ul class="plain stack s3">
        {certificates.map(({ label, href, ours, notAfter, daysLeft, rotating }) => (
          <li class="row">
            <a href={safeHref(href)}>
              <bdi>{label}</bdi>
            </a>
            <CertificateBadge daysLeft={daysLeft} />
            <span class="muted small">
              {daysLeft < 0 ? 'Ended' : 'Ends'} on {dayOf(notAfter)}
              {ours ? '' : '. It is the application’s own'}
              {rotating ? '. The next one is published' : ''}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Figure(props: {
  readonly href: string;
  readonly value: number;
  readonly label: string;
  readonly bad?: boolean;
}): VNode {
  return (
    <li class={props.bad === true ? 'bad' : undefined}>
      <a href={props.href}>
        <b>{figure(props.value)}</b>
        {props.label}
      </a>
    </li>
  );
}

function setupSteps(setup: SetupState): Step[] {
  const application = safeHref(setup.applicationHref);
  const within = (tab: string): string => (application === undefined ? '/admin/applications' : `${application}/${tab}`);
  const steps = [
    { title: 'Your account', text: 'You are the first admin.', done: true, href: '', action: '' },
    {
      title: 'Add the first application',
      text: 'Pick it from the catalogue, or add it as Custom.',
      done: setup.applicationAdded,
      href: '/admin/applications/new',
      action: 'Add New Application',
    },
    {
      title: 'Connect its single sign-on',
      text: 'Exchange metadata with the application, then activate SSO.',
      done: setup.ssoActive,
      href: within('sso'),
      action: 'Configure SSO',
    },
    {
      title: 'Give it to a User Group',
      text: 'People reach an application through their groups.',
      done: setup.groupConnected,
      href: application === undefined ? '/admin/groups/new' : within('user-groups'),
      action: 'Choose User Groups',
    },
    {
      title: 'Sign in to it once',
      text: 'Open it from the User Portal, as your people will.',
      done: setup.signedOn,
      href: '/',
      action: 'Open the User Portal',
    },
  ];
  const current = steps.findIndex(({ done }) => !done);
  return steps.map(({ title, text, done, href, action }, index): Step => {
    const step: Step = { title, text, state: done ? 'done' : index === current ? 'now' : 'next' };
    if (index !== current) return step;
    return {
      ...step,
      action: (
        <a class="btn small" href={href}>
          {action}
        </a>
      ),
    };
  });
}
