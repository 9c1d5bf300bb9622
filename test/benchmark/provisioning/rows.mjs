/** The rows of the table of provisioning costs, and what counts as good and as reached. */

const ratio = (value) => value.toFixed(2);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** One row: its figures, and whether `value` is at most the target, or at most what is good. */
function row(what, measured, floor, value, [good, target], tell = ratio) {
  const reached = value <= target ? 'target' : value <= good ? 'good' : 'no';
  return [what, measured, floor, tell(value), tell(good), tell(target), reached];
}

export const ROWS = {
  async first(bench) {
    const rounds = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      const floor = await bench.floor();
      const server = await bench.plainServer();
      const passo = await bench.product({ task: 'firstSync', folder: bench.folder(), baseUrl: server.baseUrl });
      server.stop();
      rounds.push({ floor, passo });
    }
    const of = (pick) => median(rounds.map(pick));
    const people = bench.people;
    return [
      row(
        `first sync of ${people} people, time`,
        `${Math.round(of(({ passo }) => passo.ms))} ms`,
        `${Math.round(of(({ floor }) => floor.usersMs))} ms`,
        of(({ passo, floor }) => passo.ms / floor.usersMs),
        [1.5, 0.8],
      ),
      row(
        'CPU of the product for each person',
        `${ratio(of(({ passo }) => passo.cpuMs) / people)} ms`,
        `${ratio(of(({ floor }) => floor.cpuUsersMs) / people)} ms`,
        of(({ passo, floor }) => passo.cpuMs / floor.cpuUsersMs),
        [2, 1.2],
      ),
      row(
        'requests for each new person',
        ratio(of(({ passo }) => passo.requests) / people),
        ratio(of(({ floor }) => floor.usersReq) / people),
        of(({ passo }) => passo.requests) / people,
        [2.02, 1.03],
      ),
    ];
  },

  async one(bench) {
    const folder = bench.folder();
    const server = await bench.server();
    await bench.product({ task: 'firstSync', folder, baseUrl: server.baseUrl, people: 1000 });
    const passo = await bench.product({ task: 'oneByOne', folder, baseUrl: server.baseUrl });
    server.stop();
    const measured = `${ratio(passo.medianMs)} ms, p95 ${ratio(passo.p95Ms)} ms`;
    return [row('one change, call to idle', measured, '–', passo.medianMs, [10, 5], (ms) => `${ratio(ms)} ms`)];
  },

  async thousand(bench) {
    const folder = bench.folder();
    const server = await bench.server();
    await bench.product({ task: 'firstSync', folder, baseUrl: server.baseUrl, people: 1000 });
    const passo = await bench.product({ task: 'together', folder, baseUrl: server.baseUrl });
    server.stop();
    const perSecond = (passo.changes / passo.ms) * 1000;
    const measured = `${Math.round(passo.ms)} ms for ${passo.changes}`;
    const [what, , floor, , , , reached] = row('1,000 changes', measured, '–', 1 / perSecond, [1 / 1500, 1 / 4000]);
    return [[what, measured, floor, `${Math.round(perSecond)}/s`, '1500/s', '4000/s', reached]];
  },

  async restart(bench) {
    const folder = bench.folder();
    const server = await bench.server();
    await bench.product({ task: 'firstSync', folder, baseUrl: server.baseUrl, people: 10_000 });
    const before = await server.seen();
    const passo = await bench.product({ task: 'restart', folder, baseUrl: server.baseUrl });
    const after = await server.seen();
    server.stop();
    const measured = `${Math.round(passo.ms)} ms, ${after.requests - before.requests} requests`;
    const seconds = (value) => `${ratio(value)} s`;
    return [row('restart with 10,000 in step', measured, '–', passo.ms / 1000, [1, 0.3], seconds)];
  },

  async idle(bench) {
    const folder = bench.folder();
    const server = await bench.server();
    await bench.product({ task: 'firstSync', folder, baseUrl: server.baseUrl, people: 1000 });
    const passo = await bench.product({ task: 'idle', folder, baseUrl: server.baseUrl });
    server.stop();
    const each = passo.cpuMs / (passo.ms / 1000);
    const measured = `${passo.requests} requests, ${ratio(each)} ms CPU a second`;
    return [row('idle', measured, '–', each, [10, 1], (ms) => `${ratio(ms)} ms/s`)];
  },

  async far(bench) {
    const people = 400;
    const server = await bench.server({ delayMs: 50 });
    const passo = await bench.product({ task: 'firstSync', folder: bench.folder(), baseUrl: server.baseUrl, people });
    server.stop();
    const least = (passo.requests / 8) * 50;
    const measured = `${Math.round(passo.ms)} ms, ${passo.requests} requests`;
    return [
      row('SP 50 ms away, 8 at once', measured, `${Math.round(least)} ms at least`, passo.ms / least, [1.15, 1.02]),
    ];
  },

  async limited(bench) {
    const people = 2000;
    const server = await bench.server({ perSecond: 200 });
    const env = { scimRate: '200', scimConcurrency: '8' };
    const passo = await bench.product({
      ...{ task: 'firstSync', folder: bench.folder(), baseUrl: server.baseUrl, people, env },
    });
    const seen = await server.seen();
    server.stop();
    const least = ((seen.requests - seen.refused) / 200) * 1000;
    const measured = `${Math.round(passo.ms)} ms, ${seen.refused} refused`;
    return [
      row('SP limited to 200 a second', measured, `${Math.round(least)} ms at least`, passo.ms / least, [1.3, 1.05]),
    ];
  },

  async memory(bench) {
    const floor = await bench.floor({ n: bench.large, keepIds: true });
    const server = await bench.plainServer();
    const folder = bench.folder();
    await bench.product({ task: 'fill', folder, baseUrl: server.baseUrl, people: bench.large });
    const passo = await bench.product({ task: 'firstSyncOf', folder, baseUrl: server.baseUrl, people: bench.large });
    server.stop();
    const measured = `${Math.round(passo.peakMB)} MB, ${Math.round(passo.ms / 1000)} s`;
    return [
      row(
        `peak memory at ${bench.large} people`,
        measured,
        `${Math.round(floor.peakMB)} MB`,
        passo.peakMB / floor.peakMB,
        [2.5, 1.3],
      ),
    ];
  },

  async group(bench) {
    const { people } = bench;
    const floor = await bench.floor({ lookup: false, group: true, members: 100 }, bench.scimmyServer);
    const server = await bench.scimmyServer();
    const passo = await bench.product({ task: 'group', folder: bench.folder(), baseUrl: server.baseUrl });
    server.stop();
    const measured = `${Math.round(passo.ms)} ms, ${passo.requests} requests`;
    const floorOf = `${Math.round(floor.groupMs)} ms, ${floor.groupReq} requests`;
    return [row(`group of ${people} members`, measured, floorOf, passo.ms / floor.groupMs, [1.1, 0.12])];
  },

  async join(bench) {
    const server = await bench.server();
    const people = 10_000;
    const before = await bench.product({ task: 'join', folder: bench.folder(), baseUrl: server.baseUrl, people });
    server.stop();
    const measured = `${ratio(before.requests)} requests, ${ratio(before.cpuMs)} ms CPU, ${ratio(before.ms)} ms`;
    return [
      row('one join or leave in a group of 10,000', measured, '–', before.cpuMs, [17, 2], (ms) => `${ratio(ms)} ms`),
    ];
  },

  async neighbour(bench) {
    const [near, far] = [await bench.server(), await bench.server({ hang: true })];
    const passo = await bench.product({
      ...{ task: 'neighbour', folder: bench.folder(), baseUrl: near.baseUrl, other: far.baseUrl, people: bench.large },
    });
    const times = new Map((await near.seen()).times);
    near.stop();
    far.stop();
    const delays = passo.sent.map(([title, at]) => (times.get(title) ?? Infinity) - at).sort((a, b) => a - b);
    const p95 = delays[Math.floor(delays.length * 0.95)] / 1000;
    const seconds = (value) => `${ratio(value)} s`;
    return [row(`change to request, p95, beside ${bench.large} that hang`, seconds(p95), '–', p95, [5, 5], seconds)];
  },
};
