import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { addApplication } from '../../../src/actions/applications/add';
import { createNextCertificate, uploadNextCertificate } from '../../../src/actions/certificates/next';
import { revokeCertificate } from '../../../src/actions/certificates/revoke';
import { planSwitch, switchCertificate } from '../../../src/actions/certificates/switch';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import type { Application } from '../../../src/core/application';
import type { Certificate } from '../../../src/core/certificate';
import { SecretText } from '../../../src/core/secret-text';
import { selfSign } from '../../../src/saml/keys/self-signed';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { refusal } from './support';

const DAY = 86_400_000;

let passo: TestPasso;
let context: Context;
let actor: Actor;
let application: Application;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true });
  context = passo.context;
  ({ actor } = await addAdmin(context));
});
afterAll(() => passo.stop());

beforeEach(async () => {
  const naming = { connectorId: 'custom-saml', label: 'Atlas', showInPortal: true, variables: {} };
  application = await addApplication(context, actor, naming);
});

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const list = (): Promise<Certificate[]> => listCertificates(context.db, application.id);
const states = async (): Promise<string[]> => (await list()).map(({ state }) => state);

/** Brings a certificate for the same key as the others, as one that was renewed. */
async function bring(serialHex: string, from = -DAY, until = 100 * DAY): Promise<Certificate> {
  const { now } = passo.clock;
  const pem = selfSign({
    ...{ privateKey, publicKey: createPublicKey(privateKey), commonName: 'Renewed', serialHex },
    ...{ notBefore: now + from, notAfter: now + until },
  });
  const file = Buffer.from(pem + String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const upload = { file, passphrase: new SecretText('') };
  return (await uploadNextCertificate(context, actor, application.id, upload)).certificate;
}

const revoke = (id: Certificate['id'], replaceBy: 'next' | 'fresh'): Promise<unknown> =>
  revokeCertificate(context, actor, application.id, id, { typed: application.label, replaceBy });

describe('certificates that were made for one and the same key', () => {
  test('S11: a key that is revoked signs under no other certificate either', async () => {
    const old = await bring('41');
    await switchCertificate(context, actor, application.id, old.id, true);
    const renewed = await bring('42');
    const refused = await refusal(revoke(old.id, 'next'));
    expect(refused.message).toContain('has the same key');
    expect(await states()).toEqual(['current', 'next', 'retiring']);
    await revoke(old.id, 'fresh');
    const left = await list();
    expect(left.map(({ state }) => state)).toEqual(['current', 'retiring']);
    expect(left.map(({ id }) => id)).not.toContain(old.id);
    expect(left.map(({ id }) => id)).not.toContain(renewed.id);
  });

  test('S11: whoever revokes one used before is told that the key is still in use', async () => {
    const old = await bring('41');
    await switchCertificate(context, actor, application.id, old.id, true);
    const renewed = await bring('42');
    await switchCertificate(context, actor, application.id, renewed.id, true);
    expect((await refusal(revoke(old.id, 'fresh'))).message).toContain('The certificate in use has the same key');
    await revoke(renewed.id, 'fresh');
    expect((await list()).filter(({ algorithm }) => algorithm === 'ec')).toHaveLength(1);
    expect((await list()).map(({ id }) => id)).not.toContain(old.id);
  });
});

describe('a certificate outside its time', () => {
  test('is not switched to, whoever insists, and takes no place of a revoked one', async () => {
    const [current] = await list();
    const early = await bring('43', 10 * DAY);
    const refused = await refusal(switchCertificate(context, actor, application.id, early.id, true));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('valid from') as string });
    expect((await refusal(revoke(current?.id ?? early.id, 'next'))).message).toContain('valid from');
    expect(await states()).toEqual(['current', 'next']);
    await planSwitch(context, actor, application.id, early.id, passo.clock.now + 11 * DAY, true);
    passo.clock.now += 10 * DAY;
    expect(await switchCertificate(context, actor, application.id, early.id, true)).toBe('done');
  });

  test('that ended while it waited is not switched to either; another one can be made', async () => {
    const { id } = await bring('44', -DAY, DAY);
    passo.clock.now += 2 * DAY;
    expect((await refusal(switchCertificate(context, actor, application.id, id, true))).message).toContain('ended on');
    await revoke(id, 'fresh');
    const next = await createNextCertificate(context, actor, application.id, 'ec-p256');
    expect(await switchCertificate(context, actor, application.id, next.id, true)).toBe('done');
  });
});
