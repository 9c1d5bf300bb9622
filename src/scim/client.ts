import { fold } from '../core/ids';
import type { ScimClient, ScimClientOptions } from './client-types';
import { changeGroup, createGroup, getGroup } from './dialect/groups';
import { findByEmail, findByName, listAll } from './dialect/lists';
import { removeResource } from './dialect/remove';
import { makeSpeaker, pathOf, readOneWith, type Kind } from './dialect/speaker';
import { changeUser, createUser } from './dialect/users';
import type { Outcome } from './outcome';
import type { ScimResource } from './resource';
import { readServiceProviderConfig } from './service-provider-config';
import type { ScimRequest } from './transport';

export type { ScimClient, ScimClientOptions } from './client-types';

/** Names that were refused as taken are few; more of them teach nothing. */
const MOST_TAKEN = 1_000;

/** Makes the client of one SP's SCIM service. */
export function makeScimClient(options: ScimClientOptions): ScimClient {
  const speaker = makeSpeaker(options);
  const taken = new Set<string>();

  function find(kind: Kind, name: string, madeNow = false): Promise<Outcome<readonly ScimResource[]>> {
    return findByName(speaker, kind, name, madeNow || taken.has(`${kind} ${fold(name)}`));
  }

  function noteTaken<T>(kind: Kind, name: unknown, outcome: Outcome<T>): Outcome<T> {
    if (outcome.kind === 'conflict' && typeof name === 'string' && taken.size < MOST_TAKEN) {
      taken.add(`${kind} ${fold(name)}`);
    }
    return outcome;
  }

  return {
    facts: () => speaker.facts(),
    createUser: async (attributes) => {
      const outcome = await createUser(speaker, attributes, (name) => find('Users', name, true));
      return noteTaken('Users', attributes['userName'], outcome);
    },
    getUser: async (id) => {
      const request: ScimRequest = { method: 'GET', path: pathOf('Users', id) };
      return (await speaker.hear(request, true, readOneWith(id))).outcome;
    },
    changeUser: (id, change) => changeUser(speaker, id, change),
    deleteUser: (id) => removeResource(speaker, 'Users', id),
    findUsersByUserName: (userName) => find('Users', userName),
    findUsersByEmail: (email) => findByEmail(speaker, email),
    listUsers: () => listAll(speaker, 'Users', true),
    createGroup: async (displayName, members) => {
      const outcome = await createGroup(speaker, displayName, members, (name) => find('Groups', name, true));
      return noteTaken('Groups', displayName, outcome);
    },
    getGroup: (id, withMembers) => getGroup(speaker, id, withMembers),
    renameGroup: (id, displayName) => changeGroup(speaker, id, { displayName, add: [], remove: [] }),
    changeMembers: (id, { add, remove }) => changeGroup(speaker, id, { add, remove }),
    deleteGroup: (id) => removeResource(speaker, 'Groups', id),
    findGroupsByName: (displayName) => find('Groups', displayName),
    listGroups: (withMembers) => listAll(speaker, 'Groups', withMembers),
    readServiceProviderConfig: async () => {
      const request: ScimRequest = { method: 'GET', path: '/ServiceProviderConfig' };
      const heard = await speaker.hear(request, false, (answer) =>
        answer.json === undefined ? { notScim: 'unreadable' } : { value: readServiceProviderConfig(answer.json) },
      );
      return heard.outcome;
    },
  };
}
