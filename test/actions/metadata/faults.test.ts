import { addApplication } from '../../../src/actions/applications/add';
import { refreshDueSpMetadata } from '../../../src/actions/applications/sp-metadata-refresh';
import type { Deps } from '../../../src/actions/deps';
import type { ApplicationId } from '../../../src/core/ids';
import { findSpMetadataSource, saveSpMetadataSource } from '../../../src/store/sign-on/sp-metadata-sources';
import { transact } from '../../../src/store/tx';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

let passo: TestPasso;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true });
});
afterAll(() => passo.stop());

test('a fault of the program with one address holds up none of the others, and is told at the end', async () => {
  const { context } = passo;
  const { actor } = await addAdmin(context);
  const ids: ApplicationId[] = [];
  for (let number = 0; number < 8; number += 1) {
    const naming = { connectorId: 'custom-saml', label: `Atlas ${number}`, showInPortal: true, variables: {} };
    const { id: applicationId } = await addApplication(context, actor, naming);
    const url = `https://sp.example/${number}`;
    await transact(context.db, (tx) =>
      saveSpMetadataSource(tx, { applicationId, url, everyMs: 86_400_000, nextTryAt: number }),
    );
    ids.push(applicationId);
  }
  const deps: Deps = {
    ...context,
    fetchDocument: ({ url }) =>
      /[02]$/.test(url) ? Promise.reject(new RangeError('a fault')) : Promise.resolve({ kind: 'status', status: 404 }),
  };
  await expect(refreshDueSpMetadata(deps)).rejects.toMatchObject({ cause: new RangeError('a fault') });
  const sources = await Promise.all(ids.map((id) => findSpMetadataSource(context.db, id)));
  expect(sources.map((source) => source?.fault?.times)).toEqual([undefined, 1, undefined, 1, 1, 1, 1, 1]);
});
