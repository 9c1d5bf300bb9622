import { z } from 'zod';
import { listApplications, getApplication } from '../../store/applications';
import { listSyncLanes } from '../../store/boards/sync';
import { operation, type Operation } from '../operation';
import { applicationReference } from '../references';
import { provisionedPeopleOperations } from './people';
import { groupStandingSchema, laneSchema, showGroups, showLane } from './show-application';
import { PROVISIONING } from './tag';

const params = z.strictObject({ application: applicationReference });

const listProvisioning = operation({
  id: 'listProvisioning',
  method: 'get',
  path: '/provisioning',
  tag: PROVISIONING,
  summary: 'List every active integration and how it stands',
  description: 'What Sync Activity shows: what waits at each application, and what holds it back.',
  scope: 'provisioning:read',
  answers: { 200: z.object({ items: z.array(laneSchema) }) },
  async run({ deps: { db, clock } }) {
    const applications = new Map((await listApplications(db)).map((one) => [one.id, one]));
    const lanes = await listSyncLanes(db, clock());
    const items = lanes.flatMap((lane) => {
      const application = applications.get(lane.applicationId);
      return application === undefined ? [] : [showLane(application, lane)];
    });
    return { status: 200, body: { items } };
  },
});

const readProvisioning = operation({
  id: 'readProvisioning',
  method: 'get',
  path: '/applications/{application}/provisioning',
  tag: PROVISIONING,
  summary: 'Read how the integration of an application stands',
  scope: 'provisioning:read',
  params,
  answers: { 200: laneSchema },
  async run({ deps: { db, clock }, params: { application: reference } }) {
    const application = await getApplication(db, reference);
    const lane = (await listSyncLanes(db, clock())).find(({ applicationId }) => applicationId === application.id);
    return { status: 200, body: showLane(application, lane) };
  },
});

const listProvisionedGroups = operation({
  id: 'listProvisionedGroups',
  method: 'get',
  path: '/applications/{application}/provisioning/groups',
  tag: PROVISIONING,
  summary: 'List the user groups of an application and how each stands',
  scope: 'provisioning:read',
  params,
  answers: { 200: z.object({ items: z.array(groupStandingSchema) }) },
  async run({ deps: { db }, params: { application: reference } }) {
    return { status: 200, body: { items: await showGroups(db, await getApplication(db, reference)) } };
  },
});

/** What provisioning does, as programs follow it. */
export const provisioningOperations: readonly Operation[] = [
  listProvisioning,
  readProvisioning,
  ...provisionedPeopleOperations,
  listProvisionedGroups,
];
