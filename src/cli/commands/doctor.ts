import { checkHealth, worstOf, type HealthState } from '../../actions/health/check';
import { demandDatabase } from '../../actions/backup/migrations';
import { readConfig, type Config } from '../../config/config';
import { effectiveOf } from '../../config/effective';
import type { Env } from '../../config/env';
import { PACKAGE } from '../../config/package';
import { listSettings, type Settings } from '../../config/settings';
import { readSmtpLogin } from '../../config/smtp';
import { readTracingHeaders } from '../../config/tracing';
import { buildContext, type Overrides } from '../../context';
import { compact } from '../../core/compact';
import { demandKey } from '../../actions/keys/mark';
import { findHeldCopy } from '../../store/backup/held-copy';
import { hasPackages, installCommand } from '../../tracing/open';
import { EXIT, type Command, type CommandCall, type ExitCode } from '../command';
import { findOwnKey } from '../key';
import { settingsOf } from '../settings';

const WAIT_MS = 4_000;

/** What was looked at, and what was found. */
interface Finding {
  readonly id: string;
  readonly title: string;
  readonly state: HealthState;
  readonly sentence: string;
  readonly fix?: string;
}

/** What can keep an installation from working, in words. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look at everything that can keep Passo from working, and say what to do',
  about: [
    'Settings, public address, traces, database and migrations, encryption key, clock, disk, mail, certificates, and applications whose changes are held. It changes nothing and works beside a running server; the public address is asked as a browser would.',
    '--config prints every setting with its value and where it comes from: flag, environment, file or default. Secrets are hidden.',
  ],
  options: {
    config: { text: 'only the settings, each with where it comes from' },
    json: { text: 'as JSON' },
  },
  examples: [
    { line: 'passo doctor', text: 'after an installation or an upgrade' },
    { line: 'passo doctor --config', text: 'why does it listen on another port?' },
    { line: 'passo doctor --json', text: 'for a monitoring system' },
  ],
  exits: { 1: 'something is broken; warnings alone are 0' },
  async run(call) {
    const settings = settingsOf();
    if (call.on('config')) return tellSettings(call, settings);
    const findings = await look(settings);
    if (call.on('json')) call.say(JSON.stringify({ state: worstOf(findings), checks: findings }));
    else tell(call, findings);
    return worstOf(findings) === 'bad' ? EXIT.failed : EXIT.done;
  },
};

async function look(settings: Settings): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(settings.env, PACKAGE.root);
  } catch (error) {
    return [broken('settings', 'Settings', error)];
  }
  const inOrder: Finding = {
    id: 'settings',
    title: 'Settings',
    ...(settings.hints.length === 0
      ? { state: 'ok' as const, sentence: 'All are understood. passo doctor --config lists them.' }
      : { state: 'warn' as const, sentence: settings.hints.join(' ') }),
  };
  return [inOrder, await reachable(config), await traces(config, settings), ...(await lookInside(config, settings))];
}

/** The database and the key are not made by looking at them. */
async function lookInside(config: Config, { env }: Settings): Promise<Finding[]> {
  try {
    demandDatabase(config.database);
    if (findOwnKey(config, env) === undefined) {
      throw new Error(`There is no encryption key: ${config.encryptionKeyFile} is missing.`);
    }
  } catch (error) {
    const fix = 'A first start makes both: passo serve. On a new machine, restore a backup: passo help restore.';
    return [{ ...broken('database', 'Database', error), fix }];
  }
  const secrets = compact<Overrides>({ encryptionKey: env.encryptionKey, smtpLogin: readSmtpLogin(env.smtpUrl) });
  let context;
  try {
    context = await buildContext({ ...config, autoMigrate: false, logLevel: 'silent' }, secrets);
  } catch (error) {
    return [broken('database', 'Database', error)];
  }
  try {
    const findings: Finding[] = await checkHealth(context);
    try {
      await demandKey(context.db, context.secrets);
    } catch (error) {
      findings.push(broken('key-mark', 'Key of the database', error));
    }
    if ((await findHeldCopy(context.db)) !== undefined) {
      findings.push({
        id: 'copy',
        title: 'Restored copy',
        state: 'warn',
        sentence: 'This copy sends nothing: no changes, no mail, no webhooks.',
        fix: 'Make sure that the original is off, then: passo restore --release.',
      });
    }
    return findings;
  } finally {
    await context.destroy();
  }
}

/** Whether traces are sent, and where. Of the headers only their names are told. */
async function traces({ tracing }: Config, { env }: Settings): Promise<Finding> {
  const check = { id: 'traces', title: 'Traces' };
  if (tracing === undefined)
    return { ...check, state: 'ok', sentence: 'None are sent, and nothing of them is loaded.' };
  try {
    const names = Object.keys(readTracingHeaders(env));
    const headers = names.length === 0 ? '' : `, with ${names.join(', ')}`;
    const sentence = `They are sent to ${tracing.endpoint} as ${tracing.serviceName}${headers}.`;
    if (await hasPackages()) return { ...check, state: 'ok', sentence };
    const missing = 'Traces were asked for, and the packages of OpenTelemetry are not installed.';
    return { ...check, state: 'bad', sentence: missing, fix: `In ${PACKAGE.root}: ${installCommand()}` };
  } catch (error) {
    return broken(check.id, check.title, error);
  }
}

/** Asks the public address as a browser would, past whatever stands in front. */
async function reachable({ baseUrl }: Config): Promise<Finding> {
  const check = { id: 'reachable', title: 'Reachable' };
  try {
    const answer = await fetch(`${baseUrl}/livez`, { signal: AbortSignal.timeout(WAIT_MS), redirect: 'manual' });
    const text = await answer.text();
    if (answer.status === 200 && text.includes('"version"')) {
      return { ...check, state: 'ok', sentence: `${baseUrl} answers, and it is Passo.` };
    }
    const sentence = `${baseUrl} answers with ${answer.status}, and not as Passo does.`;
    return { ...check, state: 'bad', sentence, fix: 'Look at the proxy: does it lead every path here, unchanged?' };
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code;
    const why = cause === undefined ? '' : ` (${cause})`;
    return {
      ...check,
      state: 'warn',
      sentence: `${baseUrl} does not answer from this machine${why}.`,
      fix: 'Fine while the server is stopped. Otherwise look at DNS, the certificate and the proxy.',
    };
  }
}

function broken(id: string, title: string, error: unknown): Finding {
  return { id, title, state: 'bad', sentence: error instanceof Error ? error.message : String(error) };
}

const WORDS: Readonly<Record<HealthState, string>> = { ok: 'ok', warn: 'look', bad: 'BAD' };

function tell(call: CommandCall, findings: readonly Finding[]): void {
  for (const { title, state, sentence, fix } of findings) {
    call.say(`${WORDS[state].padEnd(5)} ${title}: ${sentence}`);
    if (fix !== undefined) call.say(`        ${fix}`);
  }
  const count = (state: HealthState): number => findings.filter((one) => one.state === state).length;
  call.say(`${count('bad')} broken, ${count('warn')} to look at, ${count('ok')} fine.`);
}

/** What Passo uses where nothing is set; nothing when a setting can't be right, which the other checks tell of. */
function defaultsOf({ env }: Settings): Env {
  try {
    return effectiveOf(readConfig(env, PACKAGE.root));
  } catch {
    return {};
  }
}

function tellSettings(call: CommandCall, settings: Settings): ExitCode {
  const lines = listSettings(settings, defaultsOf(settings));
  if (call.on('json')) {
    call.say(JSON.stringify({ file: settings.file ?? null, settings: lines, hints: settings.hints }));
    return EXIT.done;
  }
  for (const { name, value, origin } of lines)
    call.say(`${name.padEnd(40)} ${origin.padEnd(12)} ${value ?? ''}`.trimEnd());
  call.say(settings.file === undefined ? 'No file with settings.' : `File with settings: ${settings.file}`);
  return EXIT.done;
}
