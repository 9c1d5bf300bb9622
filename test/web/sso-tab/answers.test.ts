import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup, updateGroup } from '../../../src/actions/groups/save';
import { updateUser } from '../../../src/actions/users/update';
import type { SsoAttribute } from '../../../src/core/application';
import { listEvents } from '../../../src/store/events';
import { getUser } from '../../../src/store/users';
import { makeCertificate } from '../../saml/certificate-maker';
import { xmlsecDecrypted } from '../../saml/response/judges';
import { installed } from '../../saml/response-support';
import { requestOf, startSignOnProbe, type SignOnProbe } from '../../support/saml/sign-on-probe';

let probe: SignOnProbe;
beforeAll(async () => {
  probe = await startSignOnProbe();
});
afterAll(() => probe.stop());

const row = (name: string, change: Partial<SsoAttribute>): SsoAttribute => ({
  name,
  from: 'email',
  jit: false,
  enabled: true,
  ...change,
});
const answer = async (): Promise<string> => {
  const outcome = await probe.byPost(requestOf());
  if (outcome.kind !== 'posted') throw new Error(`no Response but ${outcome.kind}`);
  return outcome.xml;
};
const valuesIn = (xml: string, name: string): string[] => {
  const [, inside = ''] = new RegExp(`<saml:Attribute Name="${name}"[^>]*>(.*?)</saml:Attribute>`, 's').exec(xml) ?? [];
  return [...inside.matchAll(/<saml:AttributeValue>([^<]*)</g)].map(([, value = '']) => value);
};

/** What an admin set on the SSO tab, in the Response that the running product gives out. */
describe('settings of the SSO tab in a real answer', () => {
  test('expressions, name formats and group filters are in force, also after a group was renamed', async () => {
    const { passo, actor, noor, group } = probe.bench;
    const team = await createGroup(passo.context, actor, { name: 'Team Harbour' });
    await changeMembers(passo.context, actor, team.id, { add: [noor.id], remove: [] });
    await probe.configure({
      attributes: [
        row('login', { expression: 'lower(split(email, "@", 1))', nameFormat: 'basic' }),
        row('teams', { from: 'groups', groups: { kind: 'starts-with', text: 'team' } }),
        row('through', { from: 'groups', groups: { kind: 'of-application' } }),
        row('role', { expression: 'when(groups, "team harbour", "lead", "member")' }),
      ],
    });
    const xml = await answer();
    expect(xml).toContain('Name="login" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"');
    expect(valuesIn(xml, 'login')).toEqual([noor.email.split('@')[0]?.toLowerCase()]);
    expect(valuesIn(xml, 'teams')).toEqual(['Team Harbour']);
    expect(valuesIn(xml, 'through')).toEqual([group.name]);
    expect(valuesIn(xml, 'role')).toEqual(['lead']);
    await updateGroup(passo.context, actor, team.id, { name: 'Harbour' });
    const after = await answer();
    expect(valuesIn(after, 'teams')).toEqual([]);
    expect(valuesIn(after, 'role')).toEqual(['member']);
  });

  test('a value that grows too long stops that sign-on alone, with a sentence in the event', async () => {
    const { passo, actor, noor } = probe.bench;
    const long = 'x'.repeat(200);
    await probe.configure({
      attributes: [row('long', { expression: `join("", ${Array.from({ length: 6 }, () => 'jobTitle').join(', ')})` })],
    });
    expect(await answer()).not.toContain('Name="long"');
    const { username, email, addresses, phoneNumbers } = await getUser(passo.context.db, noor.id);
    await updateUser(passo.context, actor, noor.id, { username, email, addresses, phoneNumbers, jobTitle: long });
    const outcome = await probe.byPost(requestOf());
    expect(outcome).toMatchObject({ kind: 'page', code: 'value_not_allowed' });
    await passo.context.journal.flush();
    const [event] = await listEvents(passo.context.db, { name: 'sso_auth', take: 1 });
    expect(JSON.stringify(event?.payload)).toContain('The value of the attribute long can’t be made.');
    await updateUser(passo.context, actor, noor.id, { username, email, addresses, phoneNumbers });
    expect(await answer()).toContain('status:Success');
  });

  (installed('xmlsec1') ? test : test.skip)(
    'an assertion is encrypted for the certificate of this moment',
    async () => {
      const attributes = [row('mail', {})];
      for (const algorithm of ['aes256-gcm', 'aes128-cbc'] as const) {
        const sp = makeCertificate('rsa-2048');
        await probe.configure({
          attributes,
          hash: 'sha512',
          encryption: { certificate: sp.certificatePem, algorithm },
        });
        const xml = await answer();
        expect(xml).not.toContain(probe.bench.noor.email);
        expect(xml).toContain('rsa-sha512');
        expect(valuesIn(xmlsecDecrypted(xml, sp.privateKeyPem), 'mail')).toEqual([probe.bench.noor.email]);
      }
      await probe.configure({ attributes });
      expect(valuesIn(await answer(), 'mail')).toEqual([probe.bench.noor.email]);
    },
  );
});
