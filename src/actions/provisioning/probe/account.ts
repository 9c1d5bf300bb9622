import type { ConnectorScim } from '../../../connectors/definition';
import { readResource } from '../../../scim/resource';
import type { Json, ScimAttributes } from '../../../scim/schemas';
import { changes, FORMS, isSet, sendChange, truthOf, valueAt, type Form, type Setting } from './change';
import type { Findings } from './findings';
import { filtered, measureFilter, userNameOf } from './reads';
import { bodyOf, leastUser, sampleUser, settingsOf } from './sample';
import { pageOf, type Answered, type ProbeSession } from './session';

/** Where the disposable account is, and what it was made of. */
export interface Account {
  userName: string;
  readonly id: string;
  readonly path: string;
  readonly made: ScimAttributes;
}

/** The most pages that are looked through for an account whose create did not say its id. */
const MOST_PAGES = 20;

/**
 * Makes the disposable account: as Passo would send a person, then with less. Measures how `active` travels on the way.
 * @returns undefined when the SP refuses every form
 */
export async function createAccount(
  session: ProbeSession,
  findings: Findings,
  scim: ConnectorScim,
  userName: string,
  now: number,
): Promise<Account | undefined> {
  const whole = sampleUser(scim, userName, now);
  const { active: _active, ...passive } = leastUser(userName);
  const attempts: readonly [ScimAttributes, 'all' | 'few', 'text' | undefined][] = [
    [whole, 'all', undefined],
    [{ ...whole, active: 'False' }, 'all', 'text'],
    [leastUser(userName), 'few', undefined],
    [{ ...leastUser(userName), active: 'False' }, 'few', 'text'],
    [passive, 'few', undefined],
  ];
  for (const [made, creates, booleans] of attempts) {
    const { answer, id } = await createOnce(session, bodyOf(made), userName);
    if (answer !== undefined && answer.status >= 300) {
      findings.refusal ??= answer.detail === '' ? `The answer was ${answer.status}.` : answer.detail;
      continue;
    }
    if (id === undefined) {
      findings.creates = 'unseen';
      return undefined;
    }
    findings.creates = creates;
    if (booleans !== undefined) findings.facts.booleans = booleans;
    // Everything was taken: what was refused before is not any more.
    if (creates === 'all') findings.facts.unknownAttributes = [];
    return { userName, id, path: `/Users/${encodeURIComponent(id)}`, made };
  }
  findings.creates = 'refused';
  return undefined;
}

/** Sends a create, and once more when its answer was lost and nothing is there. */
async function createOnce(
  session: ProbeSession,
  body: Json,
  userName: string,
): Promise<{ readonly answer: Answered | undefined; readonly id: string | undefined }> {
  let answer = await session.ask('POST', '/Users', body);
  let id = idOf(answer);
  if (id !== undefined || (answer !== undefined && answer.status >= 300)) return { answer, id };
  id = await findId(session, userName);
  if (id !== undefined || answer !== undefined) return { answer, id };
  answer = await session.ask('POST', '/Users', body);
  return { answer, id: idOf(answer) ?? (await findId(session, userName)) };
}

/** Looks at the account as it was made: what was kept of it, whether it can be found, its version. */
export async function measureAccount(session: ProbeSession, findings: Findings, account: Account): Promise<void> {
  let first: Awaited<ReturnType<ProbeSession['read']>>;
  await session.settles(async () => {
    first = await session.read(account.path);
    return first !== undefined;
  });
  if (first === undefined) return;
  const { attributes } = first.resource;
  if (first.version !== undefined) findings.facts.etag = 'given';
  if (account.made['active'] !== undefined && truthOf(valueAt(attributes, ['active'])) === true) {
    findings.activeFromStart = true;
  }
  const lost = settingsOf(account.made).filter((setting) => first !== undefined && !isSet(first.resource, setting));
  if (findings.creates === 'all') findings.lost = lost.map(({ path }) => path);
  const found = await filtered(session, 'Users', 'userName', account.userName);
  const seen = found?.some(({ id }) => id === account.id) === true;
  if (findings.facts.filter === undefined && seen) {
    await measureFilter(session, findings, account.userName, `x${account.userName}`);
  } else if (findings.facts.filter === undefined && found === undefined) findings.facts.filter = 'none';
  const mayHide = findings.facts.filter !== 'none' && findings.activeFromStart !== true;
  if (mayHide) findings.hidesInactive = !seen;
}

/**
 * Finds the form of a change that has an effect (RFC 7644 sections 3.5.1 and 3.5.2), on a value that the account holds.
 * @returns undefined when none has one
 */
export async function measureForm(
  session: ProbeSession,
  findings: Findings,
  account: Account,
): Promise<Form | undefined> {
  const current = await session.read(account.path);
  const known = [['displayName'], ['name', 'familyName'], ['title']].filter(
    (place) => current !== undefined && valueAt(current.resource.attributes, place) !== undefined,
  );
  for (const place of known.length === 0 ? [['displayName']] : known) {
    let patchRefused = false;
    for (const form of FORMS) {
      if (patchRefused && form.change !== 'put') continue;
      const setting: Setting = { place, value: `Probe ${FORMS.indexOf(form) + 1}` };
      const { works, answer } = await changes(session, findings, account.path, form, setting);
      if (works) {
        findings.facts.change = form.change;
        if (form.change !== 'put') findings.facts.opCase = form.opCase;
        return form;
      }
      patchRefused ||= answer.status === 405 || answer.status === 501;
    }
  }
  findings.noChange = true;
  return undefined;
}

/** Measures `active`, the attributes one by one where the whole was refused, and a new user name. */
export async function measureValues(
  session: ProbeSession,
  findings: Findings,
  account: Account,
  form: Form,
  whole: ScimAttributes,
): Promise<void> {
  await measureActive(session, findings, account, form);
  if (findings.hidesInactive === true) {
    const found = await filtered(session, 'Users', 'userName', account.userName);
    const seen = found?.some(({ id }) => id === account.id) === true;
    // Found once it is active: it was hidden before. Not found at all: filters don't work.
    findings.hidesInactive = seen;
    if (findings.facts.filter === undefined) {
      if (seen) await measureFilter(session, findings, account.userName, `x${account.userName}`);
      else findings.facts.filter = 'none';
    }
  }
  if (findings.creates !== 'few') return;
  const refused: string[] = [];
  const lost: string[] = [];
  for (const setting of settingsOf(whole)) {
    if (valueAt(account.made, setting.place) !== undefined) continue;
    const { works, answer } = await changes(session, findings, account.path, form, setting);
    if (isUnknown(answer, setting.path)) refused.push(setting.path);
    else if (!works) lost.push(setting.path);
  }
  if (refused.length > 0) findings.facts.unknownAttributes = refused;
  findings.lost = lost;
}

/** Measures whether a user name can change, and leaves the account with the name it has then. */
export async function measureRename(
  session: ProbeSession,
  findings: Findings,
  account: Account,
  form: Form,
  userName: string,
): Promise<void> {
  const { works } = await changes(session, findings, account.path, form, { place: ['userName'], value: userName });
  findings.facts.rename = works ? 'yes' : 'no';
  if (works) account.userName = userName;
}

/** Sets `active` in the form that works for this SP. */
export function setActive(
  session: ProbeSession,
  findings: Findings,
  path: string,
  form: Form,
  active: boolean,
): Promise<Answered> {
  const value = findings.facts.booleans === 'text' ? (active ? 'True' : 'False') : active;
  return sendChange(session, findings, path, form, { place: ['active'], value });
}

async function measureActive(session: ProbeSession, findings: Findings, account: Account, form: Form): Promise<void> {
  const current = await session.read(account.path);
  const wanted = current === undefined || truthOf(valueAt(current.resource.attributes, ['active'])) !== true;
  for (const booleans of ['json', 'text'] as const) {
    const value = booleans === 'json' ? wanted : wanted ? 'True' : 'False';
    const { works } = await changes(session, findings, account.path, form, { place: ['active'], value });
    if (!works) continue;
    findings.facts.booleans = booleans;
    return;
  }
}

/** Tells a refusal of the attribute from one of its value, such as a country that is spelt otherwise. */
function isUnknown({ status, scimType, detail }: Answered, path: string): boolean {
  if (status !== 400 || scimType === 'invalidValue' || scimType === 'mutability') return false;
  const name = path.slice(Math.max(path.lastIndexOf(':'), path.lastIndexOf('.')) + 1);
  return scimType !== undefined || detail.toLowerCase().includes(name.toLowerCase());
}

function idOf(answer: Answered | undefined): string | undefined {
  return answer === undefined ? undefined : readResource(answer.json)?.id;
}

/** Finds an account by its user name: by a filter, or by going through the list. */
export async function findId(session: ProbeSession, userName: string): Promise<string | undefined> {
  let id: string | undefined;
  const isIt = (one: Parameters<typeof userNameOf>[0]): boolean =>
    userNameOf(one)?.toLowerCase() === userName.toLowerCase();
  await session.settles(async () => {
    id = (await filtered(session, 'Users', 'userName', userName))?.find(isIt)?.id;
    return id !== undefined;
  });
  for (let page = 0, start = 1; id === undefined && page < MOST_PAGES; page += 1) {
    const list = pageOf(await session.get(`/Users?startIndex=${start}&count=100`));
    if (list === undefined || list.resources.length === 0) break;
    id = list.resources.find(isIt)?.id;
    start += list.resources.length;
  }
  return id;
}
