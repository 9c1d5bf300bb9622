import type { DirectoryEvent, EventName, EventPayloads } from '../events/catalog';
import type { Application } from '../core/application';
import type { EventId } from '../core/ids';
import { compact } from '../core/compact';
import type { Group } from '../core/group';
import { nameOf, type User } from '../core/user';
import { insertEvent } from '../store/events';
import type { Tx } from '../store/tx';
import type { Actor, Deps } from './deps';

/** What an event is about. */
export interface About {
  readonly application?: Pick<Application, 'id' | 'label'>;
  readonly user?: Pick<User, 'id' | 'username' | 'displayName' | 'firstname' | 'lastname'>;
  readonly group?: Pick<Group, 'id' | 'name'>;
  readonly correlationId?: string;
  readonly result?: 'success' | 'failure';
}

/**
 * Writes an event in the transaction of what it tells.
 * @returns its id, which is the correlation id of what follows from it
 */
export async function record<Name extends EventName>(
  deps: Pick<Deps, 'newId' | 'clock' | 'onEvent'>,
  tx: Tx,
  actor: Actor,
  name: Name,
  about: About,
  payload: EventPayloads[Name],
): Promise<EventId> {
  const event = eventOf(deps, actor, name, about, payload);
  await insertEvent(tx, event);
  deps.onEvent?.(event);
  return event.id;
}

/** Puts an event together, with its id and time, to be written now or with others. */
export function eventOf<Name extends EventName>(
  deps: Pick<Deps, 'newId' | 'clock'>,
  actor: Actor,
  name: Name,
  about: About,
  payload: EventPayloads[Name],
): DirectoryEvent<Name> {
  const { application, user, group } = about;
  return compact<DirectoryEvent<Name>>({
    id: deps.newId<EventId>(),
    at: deps.clock(),
    name,
    result: about.result ?? 'success',
    actor: compact<DirectoryEvent['actor']>({ kind: actor.kind, name: actor.name, id: actor.id }),
    clientIp: actor.clientIp,
    applicationId: application?.id,
    applicationLabel: application?.label,
    userId: user?.id,
    userName: user && nameOf(user),
    groupId: group?.id,
    groupName: group?.name,
    correlationId: about.correlationId ?? actor.cause,
    payload,
  });
}

/** The same actor in the middle of an act: what it records from now on names the first event of the act as its cause. */
export function following(actor: Actor, event: EventId): Actor {
  return { ...actor, cause: actor.cause ?? event };
}
