import type { ApplicationEffect } from '../../../../views/admin/users/confirm';
import { listed } from '../../../../views/parts/words';
import { compact } from '../../../core/compact';
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
    const account = accountEffect(application, links.get(application.id), scim, held.has(application.id));
    const parts = [
      granted.has(application.id) && user.state !== 'suspended' ? endOfSignOn(application) : undefined,
      account?.sentence,
    ].filter((part) => part !== undefined);
    return parts.length === 0
      ? []
      : [compact<ApplicationEffect>({ label: application.label, sentence: parts.join(' '), account: account?.kind })];
  });
}

/** What suspending a person does, in a line: "Signs Dele out everywhere. Sets the account inactive in Robin." */
export function effectsInShort(name: string, effects: readonly ApplicationEffect[]): string {
  const where = (kind: ApplicationEffect['account']): string =>
    listed(effects.filter(({ account }) => account === kind).map(({ label }) => label));
  const [inactive, removed, byHand] = [where('inactive'), where('removed'), where('by-hand')];
  return [
    `Signs ${name} out everywhere.`,
    inactive === '' ? '' : `Sets the account inactive in ${inactive}.`,
    removed === '' ? '' : `Removes it in ${removed}.`,
    byHand === '' ? '' : `Leaves it as it is in ${byHand}: see to it there.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
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
): { readonly kind: NonNullable<ApplicationEffect['account']>; readonly sentence: string } | undefined {
  const exists = link !== undefined && !link.removed && (link.remoteId !== undefined || link.creating);
  if (!exists || link.status === 'deactivated') return undefined;
  if (application.idmState !== 'active') {
    return { kind: 'by-hand', sentence: 'The account there stays, because Identity Management is not active.' };
  }
  if (!link.managed) return { kind: 'by-hand', sentence: 'The account there stays, because Passo does not manage it.' };
  const sentence = deactivationSentence(scim, 'The account');
  const can = scim?.can.includes('deactivate') === true;
  const kind = !can ? 'by-hand' : scim.quirks.includes('deactivate-removes') ? 'removed' : 'inactive';
  return { kind, sentence: held ? `${sentence} Changes are held back there, so this follows later.` : sentence };
}
