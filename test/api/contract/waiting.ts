import type { Contract, Row } from './client';

/** Asks until something is so, as a script does. */
export async function until<Body>(
  ask: () => Promise<Body>,
  isSo: (body: Body) => boolean,
  what: string,
): Promise<Body> {
  const end = Date.now() + 20_000;
  for (;;) {
    const body = await ask();
    if (isSo(body)) return body;
    if (Date.now() > end) throw new Error(`${what} did not come about: ${JSON.stringify(body)}`);
    await new Promise((done) => setTimeout(done, 40));
  }
}

/** Waits until nothing is in line at an application. */
export function settledAt(api: Contract, application: string): Promise<Row> {
  return until(
    () => api.ok('readProvisioning', { application }),
    ({ people, groupsWaiting, sending }) =>
      (people as { waiting: number }).waiting === 0 && groupsWaiting === 0 && sending === false,
    'a quiet line',
  );
}
