import { addAccountThere } from '../../journeys/seeds/world';
import { addGroupThere } from '../../journeys/seeds/world';
import type { Row } from './client';
import { itemsOf, type ContractWorld } from './world';

const application = 'atlas';

/** Calls everything about Identity Management: connection, plans, removals, drift, imports, and how people stand. */
export async function callProvisioning(world: ContractWorld): Promise<void> {
  const { api, sp } = world;
  await api.ok('createApplication', {}, { connector: 'custom-scim', label: 'Atlas', slug: application });
  await api.ok('createGroup', {}, { name: 'Crew' });
  const crew = Array.from({ length: 8 }, (_, n) => ({ username: `crew${n}`, email: `crew${n}@fernhill.example` }));
  await api.ok('createUsers', {}, { users: crew });
  const everybody = crew.map(({ username }) => `username:${username}`);
  await api.ok('changeGroupMembers', { group: 'name:Crew' }, { add: everybody });
  await api.ok('giveApplicationToGroup', { application, group: 'name:Crew' });
  await addAccountThere(sp, { userName: 'crew7', emails: [{ value: 'somebody@else.example' }] });
  await addGroupThere(sp, 'Crew');
  await api.ok('readIdentityManagement', { application });
  const connection = { baseUrl: sp.scimBaseUrl, credential: { kind: 'bearer', secret: sp.token } };
  const tried = await api.ok('testConnection', { application }, connection);
  expect(tried['ok']).toBe(true);
  const wrong = { ...connection, credential: { kind: 'bearer', secret: 'wrong-token-wrong-token' } };
  expect((await api.call('activateIdentityManagement', { application }, wrong)).status).toBe(422);
  await api.ok('activateIdentityManagement', { application }, { ...connection, manageGroups: true });
  await world.settled(application);
  await people(world);
  await settings(world, connection);
  await mappings(world);
  await removals(world, everybody);
  await drift(world);
  await imports(world);
  await api.ok('deactivateIdentityManagement', { application });
}

async function people({ api, settled, sp }: ContractWorld): Promise<void> {
  await api.ok('listProvisioning');
  await api.ok('readProvisioning', { application });
  await api.ok('listProvisionedPeople', { application, limit: 3 });
  await api.ok('listProvisionedGroups', { application });
  const user = 'username:crew7';
  const why = await api.ok<{ choice: { candidates: Row[] } }>('explainProvisioning', { application, user });
  const remoteId = String(why.choice.candidates[0]?.['remoteId']);
  await api.ok('linkAccount', { application, user }, { remoteId });
  await settled(application);
  await api.ok('decideAccount', { application, user }, { decision: 'leave' });
  await api.ok('decideAccount', { application, user }, { decision: 'manage' });
  await api.ok('listProvisioningOfUser', { user });
  const group = 'name:Crew';
  await api.ok('readGroupQuestion', { application, group });
  await api.ok('decideGroup', { application, group }, { decision: 'retry' });
  await settled(application);
  expect(sp.groups()).toHaveLength(1);
}

async function settings({ api, settled }: ContractWorld, { credential }: { credential: object }): Promise<void> {
  await api.ok('replaceCredential', { application }, { credential });
  await api.ok('setGroupManagement', { application }, { managed: false });
  await api.ok('setGroupManagement', { application }, { managed: true });
  await api.ok('setAccountDeletion', { application }, { deletes: true });
  await api.ok('setPace', { application }, { concurrency: 4, perSecond: 0 });
  await api.ok('setDriftSchedule', { application }, { hours: 24 });
  await api.ok('pauseProvisioning', { application }, {});
  await api.ok('resumeProvisioning', { application }, {});
  await api.ok('retryProvisioning', { application }, {});
  await api.ok('syncNow', { application });
  await settled(application);
  await api.ok('measureCompatibility', { application }, { write: false });
  await api.ok('readCompatibility', { application });
}

async function mappings({ api, settled, until }: ContractWorld): Promise<void> {
  const { rows: stored } = await api.ok<{ rows: Row[] }>('readMappings', { application, user: 'username:crew1' });
  const plain = stored.map(({ to, from, constant, expression, use, empty, required }) => ({
    ...{ to, from, constant, expression, use, empty, required },
  }));
  const rows = [...plain, { to: 'nickName', constant: 'Passo' }];
  await api.ok('previewMappings', { application }, { rows, user: 'username:crew1' });
  await api.ok('listPeopleLacking', { application, to: 'userName' });
  await api.ok('createPlan', { application }, { mapping: { rows } });
  await api.ok('listPlanSteps', { application, plan: 'last', limit: 3 });
  await api.ok('putMappings', { application }, { rows });
  await settled(application);
  await api.ok('resetMappings', { application });
  const { id } = await api.ok<{ id: string }>('createPlan', { application }, {});
  await until(
    () => api.ok('readPlan', { application, plan: id }),
    ({ state }) => state === 'ready',
    'a plan',
  );
  await settled(application);
  const { id: last } = await api.ok<{ id: string }>('createPlan', { application }, {});
  await api.ok('applyPlan', { application, plan: last });
}

async function removals({ api, settled, until }: ContractWorld, everybody: readonly string[]): Promise<void> {
  await api.ok('setRemovalLimit', { application }, { people: 2, percent: 10 });
  const leave = async (): Promise<string> => {
    await api.ok('changeGroupMembers', { group: 'name:Crew' }, { remove: everybody });
    const list = await until(
      () => api.ok('listRemovals', { application, state: 'held' }),
      (body) => itemsOf(body).length > 0,
      'a staged removal',
    );
    return String(itemsOf(list)[0]?.['id']);
  };
  await api.ok('rejectRemoval', { application, removal: await leave() });
  await settled(application);
  const removal = await leave();
  const { people: count } = await api.ok<{ people: number }>('readRemoval', { application, removal });
  await api.ok('listRemovalPeople', { application, removal, limit: 5 });
  await api.ok('approveRemoval', { application, removal }, { count });
  await settled(application);
  await api.ok('changeGroupMembers', { group: 'name:Crew' }, { add: everybody });
  await settled(application);
}

async function drift({ api, until, sp }: ContractWorld): Promise<void> {
  for (const userName of ['stray', 'ida']) await addAccountThere(sp, { userName });
  const compare = async (): Promise<readonly Row[]> => {
    const { lastRun: before } = await api.ok('readDrift', { application });
    await api.ok('startDriftCheck', { application });
    await until(
      () => api.ok('readDrift', { application }),
      (body) => body['state'] === 'done' && JSON.stringify(body) !== JSON.stringify(before),
      'a comparison',
    );
    return itemsOf(await api.ok('listDifferences', { application, kind: 'orphan' }));
  };
  const orphans = await compare();
  const of = (name: string): string => String(orphans.find((one) => JSON.stringify(one).includes(name))?.['id']);
  const ignore = { differences: [of('stray')], decision: 'ignore', note: 'Their own' };
  await api.ok('decideDifferences', { application }, ignore);
  await api.ok('linkDifference', { application, difference: of('"ida"') }, { user: 'username:ida' });
}

async function imports({ api, until, sp }: ContractWorld): Promise<void> {
  await addAccountThere(sp, { userName: 'lena', emails: [{ value: 'lena@fernhill.example' }] });
  await api.ok('startImport', { application });
  await until(
    () => api.ok('readImport', { application }),
    ({ state }) => state === 'ready',
    'a list',
  );
  const found = itemsOf(await api.ok('listImportUsers', { application, status: 'new', search: 'lena' }));
  await api.ok('chooseImportUsers', { application }, { add: [found[0]?.['place']] });
  const run = await api.ok('runImport', { application });
  expect(run['lastRun']).toMatchObject({ created: 1 });
  expect((await api.call('stopImport', { application })).status).toBe(409);
  // A list as short as this one may be complete before it is stopped.
  for (let turn = 1; ; turn += 1) {
    await api.ok('startImport', { application });
    const stopped = await api.ok('stopImport', { application }).catch((error: unknown) => error);
    if (!(stopped instanceof Error)) break;
    if (turn === 20) throw stopped;
  }
}
