import type { Actor, Deps } from '../../../src/actions/deps';
import { makeMailer, type Mailer } from '../../../src/net/mail/mailer';
import { configOf, startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

/** A product whose clock is turned by hand, with an admin and a real mail server. */
export interface MailBench {
  readonly passo: TestPasso;
  readonly actor: Actor;
  readonly server: TestSmtp;
  readonly mailer: Mailer;
  /** What actions work with, mail included. */
  readonly deps: Deps;
  stop(): Promise<void>;
}

/** Starts one. @param now milliseconds since the epoch; the present when absent */
export async function startMailBench(databaseUrl: string | undefined, now?: number): Promise<MailBench> {
  const passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  if (now !== undefined) passo.clock.now = now;
  const { actor } = await addAdmin(passo.context);
  const server = await startSmtp();
  const mailer = makeMailer(configOf(server.port), undefined);
  return {
    passo,
    actor,
    server,
    mailer,
    deps: { ...passo.context, mailer },
    async stop() {
      mailer.close();
      await server.close();
      await passo.stop();
    },
  };
}
