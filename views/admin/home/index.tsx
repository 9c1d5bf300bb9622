import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { safeHref } from '../../parts/safe-href';
import { dayOf } from '../../parts/time';
import { counted, figure } from '../../parts/words';
import { CertificateBadge } from '../applications/frame';
import { FirstSteps, ShowFirstSteps, type SetupState } from './first-steps';
import { EventTable, type EventRow } from '../insights/event-table';

/** One thing that waits for an admin. */
export interface HomeItem {
  readonly kind: 'bad' | 'warn' | 'wait';
  readonly title: string;
  readonly href: string;
  readonly text: string;
}

/** What the first page of the Administrator Portal shows. */
export interface AdminHomePageProps {
  readonly chrome: Chrome;
  /** Absent once it is done, or while it is put away. */
  readonly setup?: SetupState;
  /** The list of first steps was put away and can come back. */
  readonly setupHidden?: boolean;
  /** Whoever looks may put it away. */
  readonly writes?: boolean;
  readonly counts: {
    readonly people: number;
    readonly groups: number;
    readonly applications: number;
    /** People who need attention in an application. */
    readonly attention: number;
  };
  /** Sign-ons to applications since midnight, by UTC. */
  readonly signOns?: { readonly succeeded: number; readonly failed: number };
  /** What else waits for an admin, what is worse first. */
  readonly more?: readonly HomeItem[];
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
  const { chrome, setup, counts, held, attention, certificates, events, signOns, more = [] } = props;
  const calm = attention.length + more.length === 0;
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
      {setup === undefined ? null : <FirstSteps chrome={chrome} setup={setup} writes={props.writes === true} />}
      <Card id="figures" title="Your directory" lead={signOns === undefined ? undefined : signOnWords(signOns)} bare>
        <ul class="figs plain">
          <Figure href="/admin/users" value={counts.people} label="People" />
          <Figure href="/admin/groups" value={counts.groups} label="User Groups" />
          <Figure href="/admin/applications" value={counts.applications} label="Applications" />
          <Figure href="#attention" value={counts.attention} label="Need attention" bad={counts.attention > 0} />
        </ul>
      </Card>
      <Card
        id="attention"
        title="Needs attention"
        end={
          <a class="btn small" href="/admin/sync">
            Sync Activity
          </a>
        }
        bare={calm}
      >
        {calm ? (
          <Empty icon="check" title="Everything is in sync" text="Nothing and nobody waits for you." />
        ) : (
          <ul class="plain stack s3">
            {more.map(({ kind, title, href, text }) => (
              <li class="row">
                <Badge kind={kind}>{KINDS[kind]}</Badge>
                <a href={safeHref(href)}>
                  <bdi>{title}</bdi>
                </a>
                <span class="muted small">{text}</span>
              </li>
            ))}
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
      {props.setupHidden === true ? <ShowFirstSteps chrome={chrome} writes={props.writes === true} /> : null}
    </AdminLayout>
  );
}

const KINDS = { bad: 'Broken', warn: 'Look at it', wait: 'Waits' } as const;

function signOnWords({ succeeded, failed }: NonNullable<AdminHomePageProps['signOns']>): string {
  const made = `${counted(succeeded, 'sign-on')} to applications today`;
  return failed === 0 ? `${made}.` : `${made}, and ${counted(failed, 'failed', 'failed')}.`;
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
