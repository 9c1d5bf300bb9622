import { compact } from '../../core/compact';
import type { ApplicationId } from '../../core/ids';
import type { ScimFacts } from '../../scim/facts';
import { isPostgres, textOrNone, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** One fact, when it was found, and how: by the probe's measuring or from an answer of everyday work. */
export interface KnownFact {
  readonly value: ScimFacts[keyof ScimFacts];
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: 'probe' | 'answer';
  /** What the probe had measured, when an answer said otherwise later: a reason to measure again. */
  readonly measured?: ScimFacts[keyof ScimFacts];
}

/** What is known of an SP, fact by fact; a fact that is absent was never met. */
export type KnownFacts = Readonly<Partial<Record<keyof ScimFacts, KnownFact>>>;

/** What one row of the compatibility report says, in plain words. */
export interface ReportRow {
  /** The question: "Finding a person by user name". */
  readonly what: string;
  /** What the SP says of itself; absent where there is nothing to say it. */
  readonly said?: string;
  readonly measured: string;
  /** What Passo does because of it. */
  readonly means: string;
  /** The SP says one thing and does another. */
  readonly differs?: true;
}

/** The compatibility report as the probe left it. */
export interface CompatibilityReport {
  readonly rows: readonly ReportRow[];
  /** The way Passo takes with this SP, in one sentence. */
  readonly strategy: string;
  /** False when only reads were made, for want of consent. */
  readonly wrote: boolean;
  /** What could not be removed again and what was done instead, or why measuring ended early. */
  readonly notes: readonly string[];
}

/** All that is kept of measuring an application's SP. */
export interface Compatibility {
  readonly known: KnownFacts;
  readonly report?: CompatibilityReport;
  readonly probedAt?: number;
  /** What the probe made at the SP and has not removed: a text of the probe's own. */
  readonly leftovers?: string;
}

interface FactsRow {
  facts: string;
  report: string | null;
  probed_at: unknown;
  probe_account: string | null;
}

/** Finds all that is kept of measuring an SP. */
export async function findCompatibility(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<Compatibility | undefined> {
  const row: FactsRow | undefined = await reader('scim_facts').where({ application_id: applicationId }).first();
  if (row === undefined) return undefined;
  return compact<Compatibility>({
    known: JSON.parse(row.facts) as KnownFacts,
    report: row.report === null ? undefined : (JSON.parse(row.report) as CompatibilityReport),
    probedAt: wholeOrNone(row.probed_at),
    leftovers: textOrNone(row.probe_account),
  });
}

/** Finds what is known of an SP; what is absent was never met, and stands as RFC 7644 lets one expect. */
export async function findFacts(reader: Reader, applicationId: ApplicationId): Promise<Partial<ScimFacts> | undefined> {
  const kept = await findCompatibility(reader, applicationId);
  return kept && valuesOf(kept.known);
}

/** Reads what is known of an SP from the JSON of its row. */
export function readFacts(json: string): Partial<ScimFacts> {
  return valuesOf(JSON.parse(json) as KnownFacts);
}

function valuesOf(known: KnownFacts): Partial<ScimFacts> {
  return Object.fromEntries(Object.entries(known).map(([name, fact]) => [name, fact.value]));
}

/**
 * Keeps what an answer showed of an SP (`onFact` of the client). What the probe had measured is kept beside it, so that
 * the report can tell of the surprise. Attributes that are refused add up.
 * @param now milliseconds since the epoch
 */
export async function learnFacts(
  tx: Tx,
  applicationId: ApplicationId,
  learnt: Partial<ScimFacts>,
  now: number,
): Promise<void> {
  const known = await lockFacts(tx, applicationId, now);
  const next: Partial<Record<keyof ScimFacts, KnownFact>> = { ...known };
  for (const [name, said] of Object.entries(learnt) as [keyof ScimFacts, KnownFact['value']][]) {
    const old = known[name];
    const value = Array.isArray(said) && Array.isArray(old?.value) ? [...new Set([...old.value, ...said])] : said;
    if (same(old?.value, value)) continue;
    const measured = old?.by === 'probe' ? old.value : old?.measured;
    next[name] = compact<KnownFact>({ value, at: now, by: 'answer', measured });
  }
  await tx('scim_facts')
    .where({ application_id: applicationId })
    .update({ facts: JSON.stringify(next), updated_at: now });
}

/**
 * Keeps a report. What was measured replaces what was known; what this probe did not measure stays.
 * @param now milliseconds since the epoch
 */
export async function saveReport(
  tx: Tx,
  applicationId: ApplicationId,
  measured: Partial<ScimFacts>,
  report: CompatibilityReport,
  now: number,
): Promise<void> {
  const known = await lockFacts(tx, applicationId, now);
  const found = Object.entries(measured).map(([name, value]): [string, KnownFact] => [
    name,
    { value, at: now, by: 'probe' },
  ]);
  await tx('scim_facts')
    .where({ application_id: applicationId })
    .update({
      facts: JSON.stringify({ ...known, ...Object.fromEntries(found) }),
      report: JSON.stringify(report),
      probed_at: now,
      updated_at: now,
    });
}

/**
 * Changes the note of what the probe is about to make or has removed, before and after each request.
 * @param next takes the note as it is and gives the new one; undefined when nothing is left
 */
export async function saveProbeLeftovers(
  tx: Tx,
  applicationId: ApplicationId,
  next: (leftovers: string | undefined) => string | undefined,
  now: number,
): Promise<void> {
  await lockFacts(tx, applicationId, now);
  const before = (await findCompatibility(tx, applicationId))?.leftovers;
  await tx('scim_facts')
    .where({ application_id: applicationId })
    .update({ probe_account: next(before) ?? null, updated_at: now });
}

/** Forgets what is known of an SP: another Base URL is another SP. */
export async function deleteFacts(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('scim_facts').where({ application_id: applicationId }).delete();
}

/** Makes sure that there is a row, and keeps others from changing it before this transaction ends. */
async function lockFacts(tx: Tx, applicationId: ApplicationId, now: number): Promise<KnownFacts> {
  await tx('scim_facts')
    .insert({ application_id: applicationId, facts: '{}', updated_at: now })
    .onConflict('application_id')
    .ignore();
  const row: FactsRow | undefined = await tx('scim_facts')
    .where({ application_id: applicationId })
    .modify((query) => {
      if (isPostgres(tx)) void query.forUpdate();
    })
    .first();
  return row === undefined ? {} : (JSON.parse(row.facts) as KnownFacts);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
