import { deleteApplications } from '../../../src/actions/applications/delete';
import { addApplication } from '../../../src/actions/applications/add';
import { findDiagnosed, listDiagnosed } from '../../../src/actions/insight/exchanges';
import { previewSignOn } from '../../../src/actions/insight/preview';
import type { Application } from '../../../src/core/application';
import type { EventId } from '../../../src/core/ids';
import { listExchanges, type Exchange } from '../../../src/store/sign-on/exchanges';
import { startInsightBench, type InsightBench } from './bench';

/** The list of exchanges and the preview, for one database. */
export function describeExchanges(database: () => Promise<string | undefined>): void {
  let bench: InsightBench;
  let other: Application;

  beforeAll(async () => {
    bench = await startInsightBench(await database());
    other = await addApplication(bench.context, bench.actor, {
      ...{ connectorId: 'custom-saml', label: 'Other', showInPortal: true, variables: {} },
    });
  });
  afterAll(() => bench.passo.stop());

  const note = (application: Application, change: Partial<Exchange> = {}): EventId => {
    const { context } = bench;
    const id = context.newId<EventId>();
    const base = { kind: 'sign-on', startedBy: 'sp', request: '<a>x</a>' } as const;
    context.journal.exchange({ ...base, id, applicationId: application.id, at: context.clock(), ...change });
    return id;
  };

  it('keeps the last twenty of each application, the newest first', async () => {
    const ids = Array.from({ length: 30 }, () => note(bench.application));
    const one = note(other);
    const found = await listDiagnosed(bench.context, bench.application);
    expect(found.map(({ exchange }) => exchange.id)).toEqual(ids.slice(-20).reverse());
    note(bench.application, { id: ids[29] as EventId });
    const late = note(bench.application);
    const again = await listDiagnosed(bench.context, bench.application);
    expect(again.map(({ exchange }) => exchange.id)).toEqual([late, ...ids.slice(-19).reverse()]);
    expect((await listDiagnosed(bench.context, other)).map(({ exchange }) => exchange.id)).toEqual([one]);
  });

  it('shows an exchange under its own application alone', async () => {
    const id = note(bench.application, { code: 'sso_inactive', sentence: 'No.' });
    expect((await findDiagnosed(bench.context, bench.application, id))?.diagnosis.answered).toBe(false);
    expect(await findDiagnosed(bench.context, other, id)).toBeUndefined();
    expect(await findDiagnosed(bench.context, bench.application, bench.context.newId<EventId>())).toBeUndefined();
  });

  it('keeps texts that databases are particular about', async () => {
    const odd = 'a\u0000b\ud800c😀';
    const id = note(bench.application, { code: 'x', sentence: odd, facts: { asked: odd }, request: `<a b="${odd}">` });
    expect((await findDiagnosed(bench.context, bench.application, id))?.exchange.sentence).toBeDefined();
  });

  it('goes with its application, and an exchange that comes late harms nothing else', async () => {
    const gone = await addApplication(bench.context, bench.actor, {
      ...{ connectorId: 'custom-saml', label: 'Gone', showInPortal: true, variables: {} },
    });
    note(gone);
    await bench.context.journal.flush();
    await deleteApplications(bench.context, bench.actor, [gone.id], '1');
    expect(await listExchanges(bench.context.db, gone.id)).toEqual([]);
    note(gone);
    const id = note(other);
    expect((await listDiagnosed(bench.context, other))[0]?.exchange.id).toBe(id);
  });

  it('previews without writing a row', async () => {
    const rows = async (): Promise<string> =>
      JSON.stringify([
        await bench.context.db('events').count(),
        await bench.context.db('name_ids').count(),
        await bench.context.db('change_count').select(),
      ]);
    const before = await rows();
    const application = bench.application;
    const sso = { ...bench.sso, nameId: { format: 'persistent', from: 'email' } } as const;
    const preview = await previewSignOn(bench.context, application, sso, { personId: bench.dele.id });
    expect(preview).toMatchObject({
      allowed: false,
      nameId: { origin: 'A pseudonym, kept from the first sign-on on' },
    });
    expect(preview.xml).toContain(preview.nameId.value);
    expect(await rows()).toBe(before);
  });
}
