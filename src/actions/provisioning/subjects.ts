import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { UserId } from '../../core/ids';
import type { ConnectorScim } from '../../connectors/definition';
import { planUser, type UserOperation } from '../../provisioning/plan';
import { wantedUser, type WantedUser } from '../../provisioning/wanted';
import { listLinksAmong, type Link } from '../../store/provisioning/links';
import { listMarksAmong, type Mark } from '../../store/provisioning/stale';
import type { Reader } from '../../store/tx';
import { listPeopleAt } from '../../store/provisioning/people';
import type { Subject } from './lane-run';

/** A person and what has to be sent for them, usually nothing. */
export interface Planned {
  readonly subject: Subject;
  readonly operation: UserOperation;
}

/**
 * Reads how people stand here and at an application, in a few statements for all of them.
 * @param scim the connector's table as this application has it
 * @param marks one for each person; the order is kept
 * @param now milliseconds, for what is not stored yet
 */
export async function loadSubjects(
  reader: Reader,
  application: Pick<Application, 'id'>,
  scim: ConnectorScim,
  marks: readonly Mark[],
  now: number,
): Promise<Subject[]> {
  const ids = marks.map((mark) => mark.userId);
  const people = new Map((await listPeopleAt(reader, application.id, ids)).map((person) => [person.user.id, person]));
  const links = new Map((await listLinksAmong(reader, application.id, ids)).map((link) => [link.userId, link]));
  const takesPasswords = scim.can.includes('passwords');
  return marks.map((mark) => {
    const stored = links.get(mark.userId);
    const person = people.get(mark.userId);
    const granted = person?.granted === true;
    const password = takesPasswords && (person?.password?.expiresAt ?? 0) > now ? person?.password : undefined;
    return compact<Subject>({
      mark,
      user: person?.user,
      granted,
      link: managed(stored ?? unknownLink(mark, now), granted),
      linkIsStored: stored !== undefined,
      password,
    });
  });
}

/**
 * The same for people who may have no mark, as a preview needs it: who has none gets one that was never stored, with
 * version 0.
 */
export async function loadSubjectsOf(
  reader: Reader,
  application: Pick<Application, 'id'>,
  scim: ConnectorScim,
  userIds: readonly UserId[],
  now: number,
): Promise<Subject[]> {
  const marks = new Map((await listMarksAmong(reader, application.id, userIds)).map((mark) => [mark.userId, mark]));
  const all = userIds.map((userId): Mark => {
    const none = { version: 0, dueAt: now, attempts: 0, parked: false, markedAt: now };
    return marks.get(userId) ?? { applicationId: application.id, userId, ...none };
  });
  return loadSubjects(reader, application, scim, all, now);
}

/**
 * Plans what has to be sent for people. Pure: the worker, a trial run and the explanation of one person all ask it.
 * @param scim the connector's table as this application has it
 * @param now milliseconds since the epoch: passwords expire by it
 */
export function planSubjects(
  application: Pick<Application, 'label' | 'idm'>,
  scim: ConnectorScim,
  subjects: readonly Subject[],
  now: number,
): Planned[] {
  return subjects.map((subject) => {
    const { link, linkIsStored } = subject;
    const wanted = wantedOf(subject, scim, now);
    const deletes = subject.user === undefined && application.idm.deleteUsers === true;
    const operation = planUser(wanted, linkIsStored ? link : undefined, scim, application.label, deletes);
    return { subject, operation };
  });
}

/** How a person should stand at the application. Who was deleted is wanted nowhere. */
export function wantedOf({ user, granted }: Subject, scim: ConnectorScim, now: number): WantedUser {
  if (user === undefined) return { granted: false, active: false, attributes: {} };
  return wantedUser({ user, granted, groupNames: [], connectorScim: scim, now });
}

/** An imported account is managed from the moment its person may use the application (A-41, M-189). */
function managed(link: Link, granted: boolean): Link {
  return granted && !link.managed ? { ...link, managed: true } : link;
}

function unknownLink({ applicationId, userId }: Mark, now: number): Link {
  const nothing = { creating: false, removed: false, managed: true, status: 'waiting' as const };
  return { applicationId, userId, ...nothing, updatedAt: now };
}
