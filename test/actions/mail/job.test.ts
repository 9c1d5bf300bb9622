import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { queueMail } from '../../../src/actions/mail/queue';
import { openDatabase } from '../../../src/store/db';
import { readMailState } from '../../../src/store/mail-outbox';
import { transact } from '../../../src/store/tx';
import { startScripted, startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { startPasso, type TestPasso } from '../../support/passo';

const WORDS = { subject: 'Hello', text: 'Hello Sam.\n', html: '<p>Hello Sam.</p>' };

let server: TestSmtp;
let passo: TestPasso;

async function start(login = ''): Promise<void> {
  passo = await startPasso({
    env: { smtpUrl: `smtp://${login}127.0.0.1:${server.port}`, mailFrom: 'passo@fernhill.example' },
  });
  const { context } = passo;
  await transact(context.db, (tx) => queueMail(context, tx, ['sam@fernhill.example'], WORDS));
}

const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 15_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

test('by itself, Passo signs in to the mail server with what the operator set and sends what is due', async () => {
  const password = randomBytes(9).toString('base64url');
  server = await startSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: auth.username }) : done(new Error('no')),
  });
  await start(`mailer:${encodeURIComponent(password)}@`);
  await until(() => server.received.length > 0);
  expect(server.received).toMatchObject([{ to: ['sam@fernhill.example'], user: 'mailer' }]);
  await until(async () => (await readMailState(passo.context.db)).lastSent !== undefined);
  await passo.stop();
  await server.close();
});

test('R18: a stop does not wait for a mail server that hangs, and the message waits for the next start', async () => {
  server = await startScripted({ DATA: 'hang' });
  await start();
  const { db } = passo.context;
  await until(async () => {
    const [row] = await db<{ attempts: number }>('mail_outbox').select('attempts');
    return (row?.attempts ?? 0) > 0;
  });
  const began = Date.now();
  await passo.context.destroy();
  expect(Date.now() - began).toBeLessThan(8_000);
  const again = openDatabase(passo.context.config.database);
  const left = await readMailState(again);
  await again.destroy();
  rmSync(passo.folder, { recursive: true });
  expect(left).toMatchObject({ waiting: 1, givenUp: 0 });
  await server.close();
});
