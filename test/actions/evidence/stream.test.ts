import { streamEvents, type StreamTurn } from '../../../src/actions/evidence/stream';
import { sealEvents } from '../../../src/actions/evidence/seal';
import { createGroup } from '../../../src/actions/groups/save';
import type { EventId } from '../../../src/core/ids';
import type { AnyEvent } from '../../../src/events/catalog';
import { streamLine, syslogFrame } from '../../../src/events/syslog';
import type { Actor } from '../../../src/actions/deps';
import { deleteOldestEvents } from '../../../src/store/evidence/prune';
import { listSealedEvents } from '../../../src/store/evidence/seals';
import { transact } from '../../../src/store/tx';
import { makeOutputSink } from '../../../src/net/streams/output';
import { makeSyslogSink } from '../../../src/net/streams/syslog';
import { newPostgresDatabase } from '../../support/database';
import { loopbackCertificate } from '../../net/mail/smtp';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { startCollector, type Collector } from './collector';

jest.setTimeout(30_000);

describe.each(['SQLite', 'PostgreSQL'])('events go to a log collector, from %s', (database) => {
  let passo: TestPasso;
  let actor: Actor;
  let collector: Collector;
  let groups = 0;
  const lost: number[] = [];

  beforeAll(async () => {
    const address = database === 'SQLite' ? {} : { databaseUrl: await newPostgresDatabase() };
    passo = await startPasso({ ...address, fixedClock: true });
    ({ actor } = await addAdmin(passo.context));
    collector = await startCollector();
    expect(await turn('a')).toBe(0);
  });

  afterAll(async () => {
    await collector.close();
    await passo.stop();
  });

  const turnOf = (owner: string): StreamTurn => ({
    config: { kind: 'syslog', host: '127.0.0.1', port: collector.port, tls: false },
    sink: makeSyslogSink({ host: '127.0.0.1', port: collector.port, tls: false }, { proofMs: 20 }),
    ...{
      owner,
      host: 'sso 1.fernhill.example',
      stopping: () => false,
      onLoss: (count: number) => void lost.push(count),
    },
  });
  const turn = async (owner: string): Promise<number | undefined> => {
    await sealEvents(passo.context, true);
    return streamEvents(passo.context, turnOf(owner));
  };
  const happen = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made += 1) {
      await createGroup(passo.context, actor, { name: `Gruppe „${(groups += 1)}“` });
    }
  };

  test('each event is one message of RFC 5424 in the order of the chain, from the first start on', async () => {
    expect(collector.collected).toEqual([]);
    await happen(3);
    expect(await turn('a')).toBe(3);
    const sealed = await listSealedEvents(passo.context.db, 0, 99);
    const [first] = collector.collected;
    expect(collector.collected.map(({ json }) => [json.position, json.id])).toEqual(
      sealed.slice(-3).map(({ position, event }) => [position, event.id]),
    );
    expect(first?.head).toMatch(/^<110>1 .* sso1\.fernhill\.example passo - group_create /);
    expect(first?.json['sentence']).toBe('sam.okafor created the group Gruppe „1“.');
    expect(await turn('a')).toBe(0);
  });

  test('while the collector is down events wait; it gets every one of them, and the cut-off part again', async () => {
    const { port } = collector;
    const before = collector.collected.at(-1)?.json.position ?? 0;
    await collector.close();
    await happen(2);
    await expect(turn('a')).rejects.toThrow('ECONNREFUSED');
    collector = await startCollector({ port });
    await happen(1);
    const sink = makeSyslogSink({ host: '127.0.0.1', port, tls: false }, { proofMs: 200 });
    const cut = setInterval(() => collector.collected.length > 0 && collector.hangUp(), 5);
    await sealEvents(passo.context, true);
    await expect(streamEvents(passo.context, { ...turnOf('a'), sink })).rejects.toThrow('closed the connection');
    clearInterval(cut);
    expect(await turn('a')).toBe(3);
    const positions = collector.collected.map(({ json }) => json.position);
    expect(positions).toHaveLength(6);
    expect([...new Set(positions)]).toEqual([before + 1, before + 2, before + 3]);
  });

  test('another process goes on when the first one has died, and says what retention took', async () => {
    await happen(1);
    expect(await turn('b')).toBeUndefined();
    passo.clock.now += 61_000;
    expect(await turn('b')).toBe(1);
    await happen(2);
    await sealEvents(passo.context, true);
    passo.clock.now += 90 * 86_400_000;
    await transact(passo.context.db, (tx) => deleteOldestEvents(tx, passo.clock.now - 86_400_000, 500));
    await happen(1);
    // The end of the chain stays, however old.
    expect(await turn('b')).toBe(2);
    expect(lost).toEqual([1]);
  });
});

describe('what is handed on', () => {
  const event = {
    id: '01KJM8F1K03M0V80R12D34M68J' as EventId,
    at: Date.parse('2026-03-01T08:00:00.123Z'),
    name: 'group_create',
    result: 'failure',
    actor: { kind: 'admin', name: 'Zoë' },
    payload: { sentence: 'x'.repeat(9_000) },
  } as const;

  test('a message that receivers would cut goes without its details, and says so', () => {
    const [length = '', ...rest] = syslogFrame(event, 7, 'sso').toString('ascii').split(' ');
    const text = rest.join(' ');
    expect(Number(length)).toBe(text.length);
    expect(text).toMatch(
      /^<108>1 2026-03-01T08:00:00\.123Z sso passo - group_create \[meta sequenceId="7"\] \{"position":7,/,
    );
    expect(text).toContain('"shortened":true');
  });

  test('to the output each event is one line of JSON', async () => {
    const written: string[] = [];
    const sink = makeOutputSink({ write: (bytes, done) => (written.push(bytes.toString('utf8')), done()) });
    await sink.write([Buffer.from(streamLine(event as unknown as AnyEvent, 7))]);
    expect(JSON.parse(written.join(''))).toMatchObject({
      stream: 'passo.events',
      position: 7,
      event: { id: event.id },
    });
    expect(written.join('').split('\n')).toHaveLength(2);
  });

  test('over TLS to a collector whose certificate is trusted, and to no other', async () => {
    const tls = loopbackCertificate();
    const collector = await startCollector({ tls });
    const address = { host: '127.0.0.1', port: collector.port, tls: true };
    const frame = syslogFrame(event, 7, 'sso');
    const trusted = makeSyslogSink(address, { ca: tls.cert, proofMs: 50 });
    await trusted.write([frame]);
    trusted.close();
    expect(collector.collected).toHaveLength(1);
    await expect(makeSyslogSink(address, { proofMs: 50 }).write([frame])).rejects.toThrow(/self-signed|certificate/);
    expect(collector.collected).toHaveLength(1);
    await collector.close();
  });
});
