import type { Request } from 'express';
import type { Chrome } from '../../../../../views/layout/chrome';
import type { FrameProps } from '../../../../../views/admin/applications/props';
import type { ConnectorScim } from '../../../../connectors/definition';
import type { Application } from '../../../../core/application';
import type { pageText } from '../../../render';
import type { WebContext } from '../../../web-context';
import { compatibilityCard } from './compatibility';
import { deletionCard } from './deletion';
import { driftCard } from './drift/card';
import { groupsCard } from './groups/card';
import { importCard } from './import/card';
import { paceCard } from './pace';
import { planBanner, planCard } from './plan';
import { limitCard, removalsCard } from './removals';

/** A piece of a page. */
type VNode = Parameters<typeof pageText>[0];

/** What a card of the tab is made from. */
export interface CardSource {
  readonly web: WebContext;
  readonly request: Request;
  readonly application: Application;
  readonly scim: ConnectorScim;
  readonly chrome: Chrome;
  readonly frame: FrameProps;
}

/** Makes one card of the tab; undefined when there is nothing to show. */
export type IdmCard = (source: CardSource) => Promise<VNode | undefined>;

/** What has to be decided, above everything else. */
const FIRST: readonly IdmCard[] = [removalsCard, planBanner];

/** What can be looked at and set, below the people. */
const BELOW: readonly IdmCard[] = [
  groupsCard,
  planCard,
  driftCard,
  limitCard,
  deletionCard,
  importCard,
  paceCard,
  compatibilityCard,
];

/** The cards of an active integration. */
export async function idmCards(source: CardSource): Promise<{ first: VNode[]; below: VNode[] }> {
  const made = async (cards: readonly IdmCard[]): Promise<VNode[]> =>
    (await Promise.all(cards.map((card) => card(source)))).filter((node) => node !== undefined);
  return { first: await made(FIRST), below: await made(BELOW) };
}
