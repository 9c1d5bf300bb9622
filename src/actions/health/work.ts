import { listSyncLanes } from '../../store/boards/sync';
import { readMailState } from '../../store/mail-outbox';
import { readCertificateBoard } from '../certificates/board';
import type { HealthCheck, HealthDeps } from './check';

const SOON_DAYS = 30;
/** Changes usually arrive within seconds. */
const LATE_MS = 15 * 60_000;
const NAMED = 3;

/** Whether mail can go out, and whether it does. */
export async function mailCheck({ db, config, mailer }: HealthDeps): Promise<HealthCheck> {
  const check = { id: 'mail', title: 'Mail', href: '/admin/settings/mail' } as const;
  if (config.mail === undefined || mailer === undefined) {
    return {
      ...check,
      state: 'warn',
      sentence: 'No mail server is set: links for people are shown to admins, and nobody is warned of an end.',
      fix: 'Set PASSO_SMTP_URL and PASSO_MAIL_FROM where Passo is started.',
    };
  }
  const { waiting, givenUp, lastSent, lastFault } = await readMailState(db);
  if (lastFault !== undefined && lastFault.createdAt > (lastSent?.createdAt ?? 0)) {
    return {
      ...check,
      state: 'bad',
      sentence: `The last message did not go out. ${plural(waiting, 'message waits', 'messages wait')}, ${givenUp} given up.`,
      fix: 'Look at what the mail server said, and send a test.',
    };
  }
  const sent = lastSent === undefined ? 'Nothing has been sent yet' : 'The last message went out';
  return {
    ...check,
    state: 'ok',
    sentence: `${sent} by ${config.mail.host}. ${plural(waiting, 'message waits', 'messages wait')}.`,
  };
}

/** Certificates that ended or end within a month. */
export async function certificateCheck(deps: HealthDeps): Promise<HealthCheck> {
  const check = { id: 'certificates', title: 'Certificates', href: '/admin/certificates' } as const;
  const rows = (await readCertificateBoard(deps)).filter(({ ssoActive }) => ssoActive);
  const ended = rows.filter(({ daysLeft }) => daysLeft < 0);
  const ending = rows.filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= SOON_DAYS);
  if (ended.length + ending.length === 0) {
    const sentence =
      rows.length === 0 ? 'No application signs on yet.' : `None of ${rows.length} ends within ${SOON_DAYS} days.`;
    return { ...check, state: 'ok', sentence };
  }
  const named = [...ended, ...ending].map(({ label }) => label);
  return {
    ...check,
    state: ended.length > 0 ? 'bad' : 'warn',
    sentence: `${ended.length} ended and ${ending.length} end within ${SOON_DAYS} days: ${some(named)}.`,
    fix: 'Rotate them: the next one is published beside the old one, so that nobody is locked out.',
  };
}

/** Changes that are held back, or wait longer than they should. */
export async function queueCheck({ db, clock }: HealthDeps): Promise<HealthCheck> {
  const check = { id: 'queue', title: 'Changes in line', href: '/admin/sync' } as const;
  const now = clock();
  const lanes = await listSyncLanes(db, now);
  const held = lanes.filter(({ hold }) => hold !== undefined);
  const late = lanes.filter(
    ({ hold, paused, oldestAt }) =>
      hold === undefined && paused === undefined && oldestAt !== undefined && now - oldestAt > LATE_MS,
  );
  if (held.length > 0) {
    return {
      ...check,
      state: 'bad',
      sentence: `Nothing reaches ${some(held.map(({ label }) => label))}: changes are held back there.`,
      fix: 'Open the application’s Identity Management tab; it says why and what to do.',
    };
  }
  if (late.length > 0) {
    return {
      ...check,
      state: 'warn',
      sentence: `Changes for ${some(late.map(({ label }) => label))} wait longer than 15 minutes.`,
      fix: 'Look at Sync Activity. If nothing moves, restart Passo; nothing is lost by it.',
    };
  }
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting + lane.waitingGroups, 0);
  return { ...check, state: 'ok', sentence: `${plural(waiting, 'change waits', 'changes wait')}, none for long.` };
}

function some(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const rest = unique.length - NAMED;
  return rest <= 0 ? unique.join(', ') : `${unique.slice(0, NAMED).join(', ')} and ${rest} more`;
}

function plural(count: number, one: string, many: string): string {
  return `${count === 0 ? 'No' : count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
