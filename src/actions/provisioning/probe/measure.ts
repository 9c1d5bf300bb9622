import type { ConnectorScim } from '../../../connectors/definition';
import type { ApplicationId } from '../../../core/ids';
import { readResource } from '../../../scim/resource';
import { PATCH_OP_SCHEMA } from '../../../scim/schemas';
import type { Deps } from '../../deps';
import { createAccount, measureAccount, measureForm, measureRename, measureValues, type Account } from './account';
import type { Form } from './change';
import { keptSentence, removeLeftover, removeLeftovers } from './cleanup';
import type { Findings } from './findings';
import { createGroup, measureGroup } from './group';
import { dropLeftover, noteLeftover, type Leftover } from './leftovers';
import { measureFilter, measureGroupReads, measureLists, readSaid } from './reads';
import { bodyOf, leastUser, PROBE_PREFIX, probeUserName, sampleUser } from './sample';
import type { ProbeSession } from './session';

/** What measuring works with. */
export interface Bench {
  readonly deps: Deps;
  readonly id: ApplicationId;
  readonly scim: ConnectorScim;
  readonly session: ProbeSession;
  readonly findings: Findings;
  /** A word nobody else uses, of small letters. */
  readonly random: string;
}

/** Measures what can be measured by reading alone. @throws ProbeStopped */
export async function measureByReading(bench: Bench): Promise<void> {
  const { session, findings, scim, random } = bench;
  await readSaid(session, findings);
  const somebody = await measureLists(session, findings);
  if (somebody !== undefined) await measureFilter(session, findings, somebody, probeUserName(random));
  if (scim.can.includes('groups')) await measureGroupReads(session, findings);
}

/** Measures with one disposable account and one group, and removes them. Nothing else is changed. @throws ProbeStopped */
export async function measureByWriting(bench: Bench): Promise<void> {
  const { deps, id, session, findings, scim, random } = bench;
  await removeLeftovers(deps, id, session, findings);
  const userName = probeUserName(random);
  await noteLeftover(deps, id, { kind: 'Users', name: userName });
  const account = await createAccount(session, findings, scim, userName, deps.clock());
  if (account === undefined) {
    if (findings.creates === 'refused') await dropLeftover(deps, id, userName);
    else findings.notes.push(`The account ${userName} was sent, and could not be found afterwards.`);
    return;
  }
  await noteLeftover(deps, id, { kind: 'Users', name: userName, id: account.id });
  await measureAccount(session, findings, account);
  const form = await measureForm(session, findings, account);
  if (form !== undefined) {
    await measureValues(session, findings, account, form, sampleUser(scim, userName, deps.clock()));
    await measureBulk(bench, account, form);
    await renameAccount(bench, account, form);
    if (scim.can.includes('groups') && findings.groups !== 'missing') await measureOneGroup(bench, account, form);
  }
  await measureDeletion(bench, account);
}

async function renameAccount(bench: Bench, account: Account, form: Form): Promise<void> {
  const { session, findings } = bench;
  await measureRename(session, findings, account, form, probeUserName(`${bench.random}-r`));
}

async function measureOneGroup(bench: Bench, account: Account, form: Form): Promise<void> {
  const { deps, id, session, findings } = bench;
  const name = `${PROBE_PREFIX}${bench.random}`;
  await noteLeftover(deps, id, { kind: 'Groups', name });
  const group = await createGroup(session, findings, name, account.id);
  if (group === undefined) {
    await dropLeftover(deps, id, name);
    return;
  }
  const leftover = { kind: 'Groups', name, id: group } as const;
  await noteLeftover(deps, id, leftover);
  await measureGroup(session, findings, group, account.id, { form, to: `${name}-r` });
  if ((await removeLeftover(session, findings, leftover)) === 'kept') findings.notes.push(keptSentence(leftover));
  await dropLeftover(deps, id, name);
}

/** Bulk is believed once it has changed the account (RFC 7644 section 3.7). */
async function measureBulk({ session, findings }: Bench, account: Account, form: Form): Promise<void> {
  if (findings.said?.bulk !== true || form.change !== 'patch' || findings.facts.etag === 'required') return;
  const op = form.opCase === 'title' ? 'Replace' : 'replace';
  const data = { schemas: [PATCH_OP_SCHEMA], Operations: [{ op, path: 'name.familyName', value: 'Bulk' }] };
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const answer = await session.ask('POST', '/Bulk', {
    schemas,
    Operations: [{ method: 'PATCH', path: account.path, data }],
  });
  findings.facts.bulk = 0;
  if (answer === undefined || answer.status >= 300) return;
  const changed = await session.settles(async () => {
    const read = await session.read(account.path);
    return JSON.stringify(read?.resource.attributes['name'] ?? '').includes('"Bulk"');
  });
  if (changed) findings.facts.bulk = findings.bulkOperations ?? LEAST_BULK;
}

/** What one Bulk request carries when the SP offers it and does not say how much. */
const LEAST_BULK = 10;

/** Deletes the account, and makes it once more to see whether its name is free again. */
async function measureDeletion(bench: Bench, account: Account): Promise<void> {
  const { deps, id, session, findings } = bench;
  const first = probeUserName(bench.random);
  const leftover = { kind: 'Users', name: first, id: account.id } as const;
  const removal = await removeLeftover(session, findings, leftover);
  if (removal === 'kept') {
    findings.facts.deletion = 'refused';
    findings.notes.push(keptSentence({ ...leftover, name: account.userName }));
    await dropLeftover(deps, id, first);
    return;
  }
  await session.untilShown();
  await dropLeftover(deps, id, first);
  const again: Leftover = { kind: 'Users', name: account.userName };
  await noteLeftover(deps, id, again);
  const active = findings.facts.booleans === 'text' ? 'False' : false;
  const answer = await session.ask('POST', '/Users', bodyOf({ ...account.made, ...leastUser(again.name), active }));
  if (answer?.status === 409) findings.facts.deletion = 'soft';
  else if (answer === undefined || answer.status < 300) {
    findings.facts.deletion = 'gone';
    const made = answer && readResource(answer.json)?.id;
    const second: Leftover = made === undefined ? again : { ...again, id: made };
    await noteLeftover(deps, id, second);
    if ((await removeLeftover(session, findings, second)) === 'kept') findings.notes.push(keptSentence(second));
  }
  await dropLeftover(deps, id, again.name);
}
