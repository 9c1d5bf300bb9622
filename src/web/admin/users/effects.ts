import type { ApplicationEffect } from '../../../../views/admin/users/confirm';
import { scimOf } from '../../../connectors/functionality';
import type { ConnectorScim } from '../../../connectors/definition';
import type { Application } from '../../../core/application';
import type { User } from '../../../core/user';
import { listApplications } from '../../../store/applications';
import { listGrantedApplicationIds } from '../../../store/bindings';
import { listHeldLanes } from '../../../store/provisioning/lanes';
import { listLinksOfUser, type Link } from '../../../store/provisioning/links';
import type { WebContext } from '../../web-context';

/** Says what suspending or deleting a person does in each application they reach or have an account at. */
export async function effectsOn(web: WebContext, user: User): Promise<ApplicationEffect[]> {
  const { db, connectors } = web.context;
  const granted = new Set(await listGrantedApplicationIds(db, user.id));
  const links = new Map((await listLinksOfUser(db, user.id)).map((link) => [link.applicationId, link]));
  const held = new Set((await listHeldLanes(db)).map((lane) => lane.applicationId));
  return (await listApplications(db)).flatMap((application) => {
    const connector = connectors.get(application.connectorId);
    const scim = connector && scimOf(connector);
    const parts = [
      granted.has(application.id) && user.state !== 'suspended' ? endOfSignOn(application) : undefined,
      accountEffect(application, links.get(application.id), scim, held.has(application.id)),
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [{ label: application.label, sentence: parts.join(' ') }];
  });
}

/** What deactivating an account means at an application, by its connector. */
export function deactivationSentence(
  scim: ConnectorScim | undefined,
  subject: 'The account' | 'Their accounts',
): string {
  const be = subject === 'The account' ? 'is' : 'are';
  if (scim?.can.includes('deactivate') !== true) return `${subject} there ${be} not changed: deactivate by hand.`;
  return scim.quirks.includes('deactivate-removes')
    ? `${subject} there ${be} removed.`
    : `${subject} ${be} set inactive.`;
}

function endOfSignOn({ sso, ssoState }: Application): string | undefined {
  return sso !== undefined && ssoState === 'active' ? 'Single sign-on ends.' : undefined;
}

function accountEffect(
  application: Application,
  link: Link | undefined,
  scim: ConnectorScim | undefined,
  held: boolean,
): string | undefined {
  const exists = link !== undefined && !link.removed && (link.remoteId !== undefined || link.creating);
  if (!exists || link.status === 'deactivated') return undefined;
  if (application.idmState !== 'active') return 'The account there stays, because Identity Management is not active.';
  if (!link.managed) return 'The account there stays, because Passo does not manage it.';
  const sentence = deactivationSentence(scim, 'The account');
  return held ? `${sentence} Changes are held back there, so this follows later.` : sentence;
}
