import { z } from 'zod';
import { findDiagnosed, listDiagnosed, type DiagnosedExchange } from '../../../actions/insight/exchanges';
import { notFound } from '../../../core/errors';
import { isUlid, type EventId } from '../../../core/ids';
import { moment, momentOf, operation, type Operation } from '../../operation';
import { applicationReference } from '../../references';
import { applicationMeant, applicationParams } from '../show';
import { SSO, ssoOf } from './operations';

const exchangeSchema = z.object({
  id: z.string().meta({ description: 'The id of its event.' }),
  at: moment,
  kind: z.enum(['sign-on', 'logout']),
  startedBy: z.enum(['sp', 'idp']).meta({ description: '`idp`: it began at Passo.' }),
  binding: z.enum(['redirect', 'post', 'soap']).nullable(),
  username: z.string().nullable(),
  answered: z.boolean(),
  sentence: z.string().meta({ description: 'What came of it, and what to do.' }),
  remedy: z.enum(['users', 'user-groups', 'general', 'sso']).nullable().meta({ description: 'Where to change it.' }),
});

function showExchange({ exchange, diagnosis }: DiagnosedExchange): z.output<typeof exchangeSchema> {
  return {
    id: exchange.id,
    at: momentOf(exchange.at),
    kind: exchange.kind,
    startedBy: exchange.startedBy,
    binding: exchange.binding ?? null,
    username: exchange.userName ?? null,
    answered: diagnosis.answered,
    sentence: diagnosis.sentence,
    remedy: diagnosis.remedy ?? null,
  };
}

const listExchanges = operation({
  id: 'listExchanges',
  method: 'get',
  path: '/applications/{application}/sso/exchanges',
  tag: SSO,
  summary: 'List the last 20 exchanges of messages with an application, and what was wrong',
  scope: 'applications:read',
  permission: 'people.read',
  params: applicationParams,
  answers: { 200: z.object({ items: z.array(exchangeSchema) }) },
  async run({ deps, params }) {
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    return { status: 200, body: { items: (await listDiagnosed(deps, application)).map(showExchange) } };
  },
});

const readExchange = operation({
  id: 'readExchange',
  method: 'get',
  path: '/applications/{application}/sso/exchanges/{exchange}',
  tag: SSO,
  summary: 'Read one exchange with its messages',
  description: 'What could be used again is taken out of them.',
  scope: 'applications:read',
  permission: 'people.read',
  params: z.strictObject({ application: applicationReference, exchange: z.string().max(100) }),
  answers: {
    200: exchangeSchema.extend({
      facts: z.record(z.string(), z.string()),
      request: z.string().nullable(),
      response: z.string().nullable(),
    }),
  },
  async run({ deps, params }) {
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    const { exchange: id } = params;
    const found = isUlid(id) ? await findDiagnosed(deps, application, id as EventId) : undefined;
    if (found === undefined) throw notFound('This exchange');
    const { request, response, exchange } = found;
    const messages = { facts: { ...exchange.facts }, request: request ?? null, response: response ?? null };
    return { status: 200, body: { ...showExchange(found), ...messages } };
  },
});

/** Looking into sign-ons and sign-outs afterwards. */
export const exchangeOperations: readonly Operation[] = [listExchanges, readExchange];
