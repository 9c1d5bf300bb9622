import type { ApplicationChoice } from '../../../../views/admin/groups/show-applications';
import { counted } from '../../../../views/parts/words';
import { previewGroups } from '../../../actions/applications/access';
import { scimOf } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import type { Group } from '../../../core/group';
import { listApplications } from '../../../store/applications';
import { listApplicationIdsOfGroup, listBoundGroupIds } from '../../../store/bindings';
import type { WebContext } from '../../web-context';
import { deactivationSentence } from '../users/effects';

/** Every application with whether the group gives it, and how many people a change of that would move. */
export async function applicationChoices(web: WebContext, group: Group): Promise<ApplicationChoice[]> {
  const { db } = web.context;
  const choices: ApplicationChoice[] = [];
  for (const { id, label } of await listApplications(db)) {
    const bound = await listBoundGroupIds(db, id);
    const given = bound.includes(group.id);
    const after = given ? bound.filter((other) => other !== group.id) : [...bound, group.id];
    const { adds, removes } = await previewGroups(web.context, id, after);
    choices.push({ id, label, given, affected: given ? removes : adds });
  }
  return choices;
}

/** Says who loses what when a group goes, application by application. */
export async function lossesWithout(
  web: WebContext,
  group: Group,
): Promise<{ readonly label: string; readonly sentence: string }[]> {
  const given = new Set(await listApplicationIdsOfGroup(web.context.db, group.id));
  const applications = (await listApplications(web.context.db)).filter(({ id }) => given.has(id));
  const choices = new Map((await applicationChoices(web, group)).map((choice) => [choice.id, choice.affected]));
  return applications.map((application) => ({
    label: application.label,
    sentence: lossSentence(web, application, choices.get(application.id) ?? 0),
  }));
}

function lossSentence(web: WebContext, application: Application, losing: number): string {
  if (losing === 0) return 'Nobody loses access.';
  const loss = `${counted(losing, 'person loses', 'people lose')} access.`;
  if (application.idmState !== 'active') return loss;
  const connector = web.context.connectors.get(application.connectorId);
  return `${loss} ${deactivationSentence(connector && scimOf(connector), 'Their accounts')}`;
}
