import type { Deps } from '../actions/deps';
import { sendDueMail, tidyMail } from '../actions/mail/send-due';
import { giveApiKeyNotices } from '../actions/notices/api-keys';
import { giveCertificateNotices } from '../actions/notices/certificates';
import { giveTokenNotices } from '../actions/notices/tokens';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 5_000;
const TIDY_EVERY_MS = 6 * 3_600_000;
const NOTICE_EVERY_MS = 3_600_000;
/** After a start: once the rest of the program has settled. */
const FIRST_NOTICE_MS = 60_000;

/** Sends mail that is due, and removes what was done with long ago. Without a mail server it does nothing. */
export function startMail(deps: Deps, onError: (error: unknown) => void): Timer {
  if (deps.mailer === undefined) return { stop: () => Promise.resolve() };
  let stopping = false;
  const send = async (): Promise<void> => void (await sendDueMail(deps, () => stopping));
  const sending = repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'mail', send), onError);
  const tidying = repeat(TIDY_EVERY_MS, async () => void (await tidyMail(deps)), onError, LOOK_EVERY_MS);
  return {
    async stop() {
      stopping = true;
      await sending.stop();
      await tidying.stop();
    },
  };
}

/** Tells admins of certificates, Token Keys and API keys that end, every hour. */
export function startNotices(deps: Deps, onError: (error: unknown) => void): Timer {
  const round = async (): Promise<void> => {
    await giveCertificateNotices(deps);
    await giveTokenNotices(deps);
    await giveApiKeyNotices(deps);
  };
  return repeat(NOTICE_EVERY_MS, tracedJob(deps.tracer, 'notices', round), onError, FIRST_NOTICE_MS);
}
