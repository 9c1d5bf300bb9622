import { saveHeldCopy, findHeldCopy } from '../../../src/store/backup/held-copy';
import { transact } from '../../../src/store/tx';
import { listEvents } from '../../../src/store/events';
import { buildApp } from '../../../src/app';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession } from '../browser-session';

const PAGE = '/admin/restored-copy';

test('R16: every page says that a restored copy sends nothing, and one button ends it', async () => {
  const passo: TestPasso = await startPasso();
  try {
    const { context } = passo;
    await addAdmin(context);
    const browser = new BrowserSession(buildApp(context));
    await browser.signIn();
    expect(await browser.open('/admin')).not.toContain('This copy sends nothing');
    await browser.open(PAGE, 303);

    const at = context.clock();
    await transact(context.db, (tx) => saveHeldCopy(tx, { why: 'restored', at, copiedAt: at - 86_400_000 }));
    expect((await browser.open('/admin')).match(/This copy sends nothing/g)?.length).toBeGreaterThan(1);
    expect(await browser.open('/admin/users')).toContain('This copy sends nothing');
    const page = await browser.open(PAGE);
    expect(page).toContain('Restored from a backup');

    const answer = await browser.send(`${PAGE}/release`, {});
    expect(answer.status).toBe(303);
    expect(await findHeldCopy(context.db)).toBeUndefined();
    expect(await browser.open('/admin')).toContain('Changes are sent from here now');
    const [event] = await listEvents(context.db, { name: 'copy_release', take: 1 });
    expect(event?.actor.name).toBe('sam.okafor');
  } finally {
    await passo.stop();
  }
});
