import { z } from 'zod';
import { invalid } from '../../core/errors';
import { readSignInPolicy, type SignInPolicy } from '../../core/sign-in/policy';
import { dateOpenPasswords } from '../../store/passwords/expiry';
import { boundSessions } from '../../store/sessions';
import { findSetting, saveSetting } from '../../store/settings';
import { changeDirectory, type Reader, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Nobody's password runs out sooner than this because the policy changed. */
const NOTICE_DAYS = 14;

/** Reads the policy as it is stored now: other processes may have changed it a moment ago. */
export async function findSignInPolicy(reader: Reader): Promise<SignInPolicy> {
  return readSignInPolicy(await findSetting(reader, 'sign_in_policy'));
}

/** A whole number of a form, between two that are both allowed. */
const between = (label: string, least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,5}$/, `${label} is a whole number from ${least} to ${most}.`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `${label} is a whole number from ${least} to ${most}.`);

const box = z
  .string()
  .optional()
  .transform((value) => value !== undefined && value !== '');

const policyForm = z
  .object({
    passwordLength: between('The length', 8, 64),
    passwordHistory: between('The number', 0, 24),
    passwordDays: between('The number of days', 0, 3_650),
    secondFactor: z.enum(['optional', 'admins', 'everybody'], { error: 'Choose who is asked for a second factor.' }),
    graceDays: between('The number of days', 0, 90),
    passkeySignIn: box,
    idleHours: between('The number of hours', 1, 720),
    sessionHours: between('The number of hours', 1, 720),
    recentMinutes: between('The number of minutes', 1, 1_440),
    forgottenPassword: box,
    deletionHours: between('The number of hours', 0, 8_760),
  })
  .refine((policy) => policy.sessionHours >= policy.idleHours, {
    path: ['sessionHours'],
    message: 'In all a session can’t live shorter than without use.',
  });

/**
 * Reads a policy from a form. Check boxes that are absent are not ticked; every other field has to be there.
 * @throws AppError invalid with a sentence by field
 */
export function readPolicyForm(form: Readonly<Record<string, unknown>>): SignInPolicy {
  const result = policyForm.safeParse(form);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) fields[String(issue.path[0])] ??= issue.message;
  throw invalid(fields);
}

/**
 * Changes the policy. Sessions that are older than it allows end with their next request, and passwords get the date
 * that follows from their last change: at least 14 days ahead, so that nobody is shut out at once. Passwords that have
 * run out already stay so.
 * @param wanted the policy, or what makes it of the one that counts now
 * @returns the names of what changed
 * @throws AppError forbidden by role
 */
export async function changeSignInPolicy(
  deps: Pick<Deps, 'db' | 'clock' | 'newId' | 'onEvent'>,
  actor: Actor,
  wanted: SignInPolicy | ((now: SignInPolicy) => SignInPolicy),
): Promise<readonly string[]> {
  demandMay(actor, 'settings.write');
  return changeDirectory(deps.db, async (tx) => {
    const before = await findSignInPolicy(tx);
    const policy = typeof wanted === 'function' ? wanted(before) : wanted;
    const names = Object.keys(policy) as (keyof SignInPolicy)[];
    const changed = names.filter((name) => before[name] !== policy[name]);
    if (changed.length === 0) return changed;
    await saveSetting(tx, 'sign_in_policy', JSON.stringify(policy));
    await boundSessions(tx, sessionLife(policy));
    if (before.passwordDays !== policy.passwordDays) await redatePasswords(tx, policy, deps.clock());
    await record(deps, tx, actor, 'sign_in_policy_update', {}, { changed });
    return changed;
  });
}

function redatePasswords(tx: Tx, { passwordDays }: SignInPolicy, now: number): Promise<number> {
  return dateOpenPasswords(tx, {
    now,
    livesMs: passwordDays === 0 ? undefined : passwordDays * DAY_MS,
    notBefore: now + NOTICE_DAYS * DAY_MS,
  });
}

/** When a password that is chosen now runs out (milliseconds); undefined for never. */
export function passwordEnd({ passwordDays }: SignInPolicy, now: number): number | undefined {
  return passwordDays === 0 ? undefined : now + passwordDays * DAY_MS;
}

/** How long a session of somebody who is signed in lives without use and in all, in milliseconds. */
export function sessionLife(policy: SignInPolicy): { readonly idleMs: number; readonly totalMs: number } {
  return { idleMs: policy.idleHours * HOUR_MS, totalMs: policy.sessionHours * HOUR_MS };
}
