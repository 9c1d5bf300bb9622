import { KEY_ENDED_MS, KEY_NOTICE_MS, keyNoticeStepOf, type KeyNoticeStep } from '../../core/api-keys/ending';
import type { ApiKey } from '../../core/api-keys/key';
import { daysInWords, daysLeft } from '../../core/certificate';
import { compact } from '../../core/compact';
import type { EventId } from '../../core/ids';
import { apiKeyNoticeMail, type EndingApiKey } from '../../net/mail/api-keys';
import { listUsedApiKeysEnding } from '../../store/api-keys/keys';
import { listAdminAddresses } from '../../store/mail-outbox';
import { insertNotice } from '../../store/notices';
import { findSetting } from '../../store/settings';
import { transact, type Reader } from '../../store/tx';
import { findUser } from '../../store/users';
import { payloadOf } from '../api-keys/create';
import { standingOf } from '../api-keys/use';
import { SYSTEM, type Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';

/** A key in use that ends soon, or ended lately. */
export interface EndingKey {
  readonly key: ApiKey;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  readonly step: KeyNoticeStep;
}

/**
 * Lists the keys that a program will miss, what ends first above: those that were used, were not revoked, and would work
 * but for their end.
 */
export async function listEndingKeys(reader: Reader, now: number): Promise<EndingKey[]> {
  const found: EndingKey[] = [];
  for (const key of await listUsedApiKeysEnding(reader, now - KEY_ENDED_MS, now + KEY_NOTICE_MS)) {
    const endsAt = key.expiresAt;
    const step = keyNoticeStepOf(key, now);
    if (endsAt === undefined || step === undefined) continue;
    const before = standingOf(key, await findUser(reader, key.createdById), Math.min(now, endsAt - 1));
    if (before.kind === 'works') found.push({ key, endsAt, step });
  }
  return found;
}

/**
 * Gives the notices of API keys that end, 14 and 3 days before and when they have: each once, by an event for each key
 * and one message to each admin for all.
 * @returns how many keys a notice was given for
 */
export async function giveApiKeyNotices(deps: Deps): Promise<number> {
  const now = deps.clock();
  const due = await listEndingKeys(deps.db, now);
  if (due.length === 0) return 0;
  return transact(deps.db, async (tx) => {
    const given: EndingApiKey[] = [];
    let first: EventId | undefined;
    for (const { key, endsAt, step } of due) {
      if (!(await insertNotice(tx, { kind: 'api_key', subject: key.id, step, at: now }))) continue;
      const href = `${deps.config.baseUrl}/admin/settings/api-keys/${key.id}`;
      given.push({ name: key.name, createdBy: key.createdBy, href, endsAt });
      const about = compact<Parameters<typeof record>[4]>({ correlationId: first });
      const payload = { ...payloadOf(key), sentence: sentenceOf(endsAt, now) };
      const id = await record(deps, tx, SYSTEM, 'api_key_notice', about, payload);
      first ??= id;
    }
    if (first === undefined) return 0;
    const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
    const mail = apiKeyNoticeMail({ organisation, baseUrl: deps.config.baseUrl, now }, first, given);
    await queueMail(deps, tx, await listAdminAddresses(tx), mail);
    return given.length;
  });
}

function sentenceOf(endsAt: number, now: number): string {
  if (endsAt <= now) return 'It has ended, and what it asks is refused';
  return `It ends in ${daysInWords(daysLeft({ notAfter: endsAt }, now))}`;
}
