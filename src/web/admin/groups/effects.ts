import type { ApplicationChoice } from '../../../../views/admin/groups/show-applications';
import type { AccessReviewProps } from '../../../../views/admin/groups/access-review';
import { counted, figure } from '../../../../views/parts/words';
import {
  previewApplicationsOfGroup,
  previewEveryApplication,
  previewWithoutGroup,
  type ApplicationEffect,
} from '../../../actions/applications/access-preview';
import { wouldBeStaged } from '../../../actions/provisioning/guard/limits';
import { scimOf } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import type { Group } from '../../../core/group';
import type { ApplicationId } from '../../../core/ids';
import type { WebContext } from '../../web-context';
import { deactivationSentence } from '../users/effects';

/** Every application with whether the group gives it, and how many people a change of that would move. */
export async function applicationChoices(web: WebContext, group: Group): Promise<ApplicationChoice[]> {
  const effects = await previewEveryApplication(web.context.db, group.id);
  return effects.map(({ application: { id, label }, given, adds, removes }) => ({
    id,
    label,
    given,
    affected: given ? removes : adds,
  }));
}

/** Says who loses what when a group goes, application by application. */
export async function lossesWithout(
  web: WebContext,
  group: Group,
): Promise<{ readonly label: string; readonly sentence: string }[]> {
  const effects = await previewWithoutGroup(web.context.db, group.id);
  return effects.map(({ application, removes }) => ({
    label: application.label,
    sentence: lossSentence(web, application, removes),
  }));
}

/** What giving a group exactly these applications would do, for the page that asks first. */
export async function groupReview(
  web: WebContext,
  group: Group,
  applicationIds: readonly ApplicationId[],
): Promise<AccessReviewProps & { readonly removes: number }> {
  const effects = await previewApplicationsOfGroup(web.context.db, group.id, applicationIds);
  const sum = (count: (effect: ApplicationEffect) => number): number =>
    effects.reduce((total, effect) => total + count(effect), 0);
  const removes = sum((effect) => effect.removes);
  const lines: string[] = [];
  for (const { application, adds, removes: losing } of effects) {
    const staged = await wouldBeStaged(web.context.db, application, losing);
    const limit =
      staged === undefined
        ? ''
        : ` That is more than the limit of ${staged}: the accounts stay active until an admin allows it.`;
    lines.push(`${application.label}: adds ${figure(adds)}, removes ${figure(losing)}.${limit}`);
  }
  return {
    effect: `this adds ${counted(
      sum(({ adds }) => adds),
      'person',
      'people',
    )} and removes ${figure(removes)}`,
    loses: removes > 0,
    lines,
    back: `/admin/groups/${group.id}/applications`,
    removes,
  };
}

function lossSentence(web: WebContext, application: Application, losing: number): string {
  if (losing === 0) return 'Nobody loses access.';
  const loss = `${counted(losing, 'person loses', 'people lose')} access.`;
  if (application.idmState !== 'active') return loss;
  const connector = web.context.connectors.get(application.connectorId);
  return `${loss} ${deactivationSentence(connector && scimOf(connector), 'Their accounts')}`;
}
