import { z } from 'zod';
import { getConnector } from '../../actions/applications/add';
import { searchCatalogue } from '../../connectors/search';
import { operation, type Operation } from '../operation';
import { connectorLineSchema, connectorSchema, showConnector, showConnectorLine } from './show';

const TAG = 'Catalogue';

const listConnectors = operation({
  id: 'listConnectors',
  method: 'get',
  path: '/connectors',
  tag: TAG,
  summary: 'Search the catalogue',
  description: 'Connectors for applications that the catalogue does not name come last, whatever is searched for.',
  scope: 'applications:read',
  query: z.strictObject({
    search: z.string().max(200).optional().meta({ description: 'Name, category, or what it can do.', example: 'scim' }),
  }),
  answers: { 200: z.object({ items: z.array(connectorLineSchema) }) },
  run({ deps, query }) {
    const found = searchCatalogue(deps.connectors.values(), query.search?.trim() ?? '');
    return Promise.resolve({ status: 200 as const, body: { items: found.map(showConnectorLine) } });
  },
});

const readConnector = operation({
  id: 'readConnector',
  method: 'get',
  path: '/connectors/{connector}',
  tag: TAG,
  summary: 'Read a connector: what it asks for and what it can do',
  scope: 'applications:read',
  params: z.strictObject({ connector: z.string().max(200).meta({ example: 'blogin' }) }),
  answers: { 200: connectorSchema },
  run({ deps, params }) {
    return Promise.resolve({ status: 200 as const, body: showConnector(getConnector(deps, params.connector)) });
  },
});

/** The catalogue of connectors. */
export const connectorOperations: readonly Operation[] = [listConnectors, readConnector];
