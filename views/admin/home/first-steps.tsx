import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { safeHref } from '../../parts/safe-href';
import { Steps, type Step } from '../../parts/steps';

/** How far the set-up has come; your own account exists whenever somebody reads this. */
export interface SetupState {
  readonly applicationAdded: boolean;
  /** The first application can be signed on to. */
  readonly ssoActive: boolean;
  readonly groupConnected: boolean;
  readonly signedOn: boolean;
  readonly mailSet: boolean;
  /** Address of the first application, once there is one. */
  readonly applicationHref?: string;
}

/** Tells whether nothing of the set-up is left to do. */
export function isSetUp(setup: SetupState): boolean {
  return setup.applicationAdded && setup.ssoActive && setup.groupConnected && setup.signedOn && setup.mailSet;
}

/** The five steps to the first sign-on. */
export function FirstSteps(props: {
  readonly chrome: Chrome;
  readonly setup: SetupState;
  readonly writes: boolean;
}): VNode {
  return (
    <Card
      id="setup"
      title="Set up"
      lead="Five steps to the first sign-on."
      end={
        props.writes ? (
          <form method="post" action="/admin/first-steps">
            <CsrfField token={props.chrome.csrfToken} />
            <button class="btn small quiet" name="action" value="hide">
              Put this list away
            </button>
          </form>
        ) : undefined
      }
    >
      <Steps steps={stepsOf(props.setup)} />
    </Card>
  );
}

/** Brings the list back. */
export function ShowFirstSteps({
  chrome,
  writes,
}: {
  readonly chrome: Chrome;
  readonly writes: boolean;
}): VNode | null {
  if (!writes) return null;
  return (
    <form method="post" action="/admin/first-steps">
      <CsrfField token={chrome.csrfToken} />
      <button class="btn small quiet" name="action" value="show">
        Show the first steps again
      </button>
    </form>
  );
}

function stepsOf(setup: SetupState): Step[] {
  const application = safeHref(setup.applicationHref);
  const within = (tab: string): string => (application === undefined ? '/admin/applications' : `${application}/${tab}`);
  const added = setup.applicationAdded;
  const steps = [
    { title: 'Your account', text: 'You are an admin.', done: true, href: '', action: '' },
    {
      title: 'Your first application',
      text: added
        ? 'It is added. Exchange metadata with it, then activate SSO.'
        : 'Pick it from the catalogue, or add it as Custom.',
      done: added && setup.ssoActive,
      href: added ? within('sso') : '/admin/applications/new',
      action: added ? 'Configure SSO' : 'Add New Application',
    },
    {
      title: 'Your first User Group',
      text: 'People reach an application through their groups: create one and give it the application.',
      done: setup.groupConnected,
      href: application === undefined ? '/admin/groups/new' : within('user-groups'),
      action: 'Choose User Groups',
    },
    {
      title: 'The first sign-in to it',
      text: 'Open it from the User Portal, as your people will.',
      done: setup.signedOn,
      href: '/',
      action: 'Open the User Portal',
    },
    {
      title: 'Mail',
      text: 'So that people get their links, and you are told before something ends.',
      done: setup.mailSet,
      href: '/admin/settings/mail',
      action: 'Set up mail',
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
