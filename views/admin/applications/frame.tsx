import type { ComponentChildren, VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { AppLogo } from '../../parts/app-logo';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Facts, type Fact } from '../../parts/facts';
import { Icon } from '../../parts/icon';
import { Tabs, type Tab } from '../../parts/tabs';
import { counted, figure, listed } from '../../parts/words';
import { DeactivateIdmForm } from './deactivate-form';
import type { FrameProps } from './props';

/** The tabs of an application, by the last part of their address. */
export type ApplicationTab = 'general' | 'sso' | 'bookmark' | 'identity-management' | 'user-groups' | 'activity';

const LABELS: Readonly<Record<ApplicationTab, string>> = {
  general: 'General Info',
  sso: 'SSO',
  bookmark: 'Bookmark',
  'identity-management': 'Identity Management',
  'user-groups': 'User Groups',
  activity: 'Activity',
};

/** From this many days before its end a certificate is shown as a warning. */
const SOON_DAYS = 60;

/** The panel, the tabs and the content of one tab. The application's label is the page's `h1`; cards bring an `h2`. */
export function ApplicationFrame(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly tab: ApplicationTab;
  /** The name of a page below the tab, such as "Certificate". */
  readonly page?: string | undefined;
  /** The page tells of a problem, which its title says first. */
  readonly problem?: boolean | undefined;
  readonly children: ComponentChildren;
}): VNode {
  const { chrome, frame, tab, page, problem, children } = props;
  const here = `/admin/applications/${frame.slug}/${tab}`;
  return (
    <AdminLayout
      chrome={chrome}
      title={`${frame.label}, ${page ?? LABELS[tab]}`}
      nav="applications"
      crumbs={[
        { label: 'SSO Applications', href: '/admin/applications' },
        ...(page === undefined ? [{ label: frame.label }] : [{ label: frame.label, href: here }, { label: page }]),
      ]}
      problem={problem}
    >
      <div class="detail">
        <aside class="card" aria-label="Application">
          <Panel frame={frame} />
        </aside>
        <div class="stack">
          <Tabs label={`Settings of ${frame.label}`} tabs={tabsOf(frame, tab)} />
          <PlaceholderBanner frame={frame} tab={tab} />
          {children}
        </div>
      </div>
      {frame.idmState === 'active' ? <DeactivateDialog chrome={chrome} frame={frame} /> : null}
    </AdminLayout>
  );
}

function tabsOf(frame: FrameProps, current: ApplicationTab): readonly Tab[] {
  const names: readonly ApplicationTab[] = [
    'general',
    ...(frame.bookmark ? (['bookmark'] as const) : []),
    ...(frame.hasSaml ? (['sso'] as const) : []),
    ...(frame.bookmark ? [] : (['identity-management'] as const)),
    'user-groups',
    'activity',
  ];
  return names.map((name) => ({
    label: LABELS[name],
    href: `/admin/applications/${frame.slug}/${name}`,
    current: name === current,
    ...(name === 'user-groups' ? { count: frame.groups } : {}),
    ...(name === 'identity-management' && frame.attention > 0 ? { count: frame.attention, bad: true } : {}),
  }));
}

function Panel({ frame }: { readonly frame: FrameProps }): VNode {
  return (
    <div class="panel">
      <div class="who">
        <AppLogo label={frame.label} id={frame.id} image={frame.imageUrl} />
        <div>
          <h1>
            <bdi>{frame.label}</bdi>
          </h1>
          <span class="sub">{frame.connectorLabel}</span>
        </div>
      </div>
      <Facts facts={factsOf(frame)} />
      <PanelLinks frame={frame} />
    </div>
  );
}

function factsOf(frame: FrameProps): readonly Fact[] {
  const state = (active: boolean): VNode => (
    <Badge kind={active ? 'ok' : 'off'}>{active ? 'Active' : 'Not active'}</Badge>
  );
  return [
    ...(frame.bookmark ? [{ term: 'Bookmark', value: state(frame.ssoState === 'active') }] : []),
    ...(frame.hasSaml ? [{ term: 'SSO', value: state(frame.ssoState === 'active') }] : []),
    ...(frame.hasIdm ? [{ term: 'Identity Management', value: state(frame.idmState === 'active') }] : []),
    ...(frame.certificate === undefined
      ? []
      : [{ term: 'IDP Certificate', value: <CertificateBadge daysLeft={frame.certificate.daysLeft} /> }]),
    { term: 'Show in User Portal', value: frame.showInPortal ? 'Yes' : 'No' },
    {
      term: 'People with access',
      value: <a href={`/admin/applications/${frame.slug}/user-groups`}>{figure(frame.people)}</a>,
    },
  ];
}

/** The state of a certificate in words (M-055): valid, days left when it ends soon, expired. */
export function CertificateBadge({ daysLeft }: { readonly daysLeft: number }): VNode {
  if (daysLeft < 0) return <Badge kind="bad">Expired</Badge>;
  if (daysLeft <= SOON_DAYS) return <Badge kind="warn">{counted(daysLeft, 'day')} left</Badge>;
  return <Badge kind="ok">Valid</Badge>;
}

function PanelLinks({ frame }: { readonly frame: FrameProps }): VNode | null {
  const none = frame.launchUrl === undefined && frame.metadataUrl === undefined && frame.idmState !== 'active';
  if (none && frame.certificateUrl === undefined) return null;
  return (
    <div class="links">
      {frame.idmState === 'active' ? (
        <a
          class="btn quiet small bad"
          href={`/admin/applications/${frame.slug}/identity-management/deactivation`}
          data-open="deactivate-idm"
        >
          <Icon name="lock" />
          Deactivate IdM connection
        </a>
      ) : null}
      {frame.launchUrl === undefined ? null : (
        <a class="btn quiet small" href={frame.launchUrl}>
          <Icon name="out" />
          Launch
        </a>
      )}
      {frame.metadataUrl === undefined ? null : (
        <>
          <input class="vh" id="frame-metadata" tabIndex={-1} aria-hidden="true" readOnly value={frame.metadataUrl} />
          <button class="btn quiet small needs-script" type="button" data-copy="frame-metadata">
            <Icon name="copy" />
            Copy Metadata URL
          </button>
        </>
      )}
      {frame.certificateUrl === undefined ? null : (
        <a class="btn quiet small" href={frame.certificateUrl} download="certificate.pem">
          <Icon name="down" />
          Download certificate
        </a>
      )}
    </div>
  );
}

function PlaceholderBanner({ frame, tab }: { readonly frame: FrameProps; readonly tab: ApplicationTab }): VNode | null {
  if (frame.placeholders.length === 0) return null;
  const where = listed(frame.placeholders.map(({ field, names }) => `${field} (${names.join(', ')})`));
  return (
    <Banner
      kind="warn"
      title={`A placeholder is left in ${where}`}
      link={tab === 'sso' ? undefined : { href: `/admin/applications/${frame.slug}/sso`, label: 'Open SSO' }}
    >
      People can’t sign on to {frame.label} until it is replaced with your own value.
    </Banner>
  );
}

function DeactivateDialog({ chrome, frame }: { readonly chrome: Chrome; readonly frame: FrameProps }): VNode {
  return (
    <dialog id="deactivate-idm" aria-labelledby="deactivate-idm-title">
      <DeactivateIdmForm
        chrome={chrome}
        frame={frame}
        heading={
          <h2 id="deactivate-idm-title">
            Deactivate the IdM connection to <bdi>{frame.label}</bdi>?
          </h2>
        }
        cancel={
          <button class="btn" type="button" data-close autofocus>
            Cancel
          </button>
        }
      />
    </dialog>
  );
}
