import type { AccessReviewProps } from '../../../../views/admin/groups/access-review';
import { counted, figure, listed } from '../../../../views/parts/words';
import type { PersonEffect } from '../../../actions/applications/access-preview';
import { scimOf } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import type { WebContext } from '../../web-context';
import { deactivationSentence } from './effects';

/** What a change of a person’s access would do, for the page that asks first. */
export function personReview(web: WebContext, { gains, loses }: PersonEffect, back: string): AccessReviewProps {
  return {
    effect: `this adds ${counted(gains.length, 'application')} and removes ${figure(loses.length)}`,
    loses: loses.length > 0,
    lines: [
      ...(gains.length === 0 ? [] : [`Adds ${listed(gains.map(({ label }) => label))}.`]),
      ...loses.map((application) => lossOf(web, application)),
    ],
    back,
  };
}

function lossOf({ context }: WebContext, application: Application): string {
  const loss = `Removes ${application.label}.`;
  if (application.idmState !== 'active') return loss;
  const connector = context.connectors.get(application.connectorId);
  return `${loss} ${deactivationSentence(connector && scimOf(connector), 'The account')}`;
}
