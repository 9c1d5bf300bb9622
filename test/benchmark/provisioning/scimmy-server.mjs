/**
 * An independent SCIM server for the benchmark: scimmy behind scimmy-routers, with resources in memory. A process of its
 * own, so that its CPU time is not the product's.
 */
import { randomUUID } from 'node:crypto';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
SCIMMY.Resources.declare(SCIMMY.Resources.User, handlers('userName'));
SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers('displayName'));

const app = express();
app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler: () => 'bench' }));
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
server.keepAliveTimeout = 60_000;
process.on('disconnect', () => process.exit());

/** A store of one kind of resource. Names are found without walking through all, so that the server is no slower than needed. */
function handlers(unique) {
  const stored = new Map();
  const names = new Map();
  const missing = () => new SCIMMY.Types.Error(404, '', 'no such resource');
  return {
    ingress: async ({ id = randomUUID() }, instance) => {
      const kept = { ...JSON.parse(JSON.stringify(instance)), id };
      const holder = names.get(kept[unique]);
      if (holder !== undefined && holder !== id) throw new SCIMMY.Types.Error(409, 'uniqueness', `${unique} is taken`);
      names.set(kept[unique], id);
      stored.set(id, kept);
      return kept;
    },
    egress: async ({ id, filter }) => {
      if (id === undefined) return filter === undefined ? [...stored.values()] : filter.match([...stored.values()]);
      if (!stored.has(id)) throw missing();
      return stored.get(id);
    },
    degress: async ({ id }) => {
      if (!stored.has(id)) throw missing();
      names.delete(stored.get(id)[unique]);
      stored.delete(id);
    },
  };
}
