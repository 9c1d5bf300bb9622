import { ENTITY } from '../../vulnerabilities/web-bench';
import { IDP_ENTITY, requestOf, type Outcome } from '../../support/saml/sign-on-probe';
import type { Row, Verdict } from './row';

const NOOR = 'noor.abadi@fernhill.example';
const format = (name: string, version = '1.1'): string => `urn:oasis:names:tc:SAML:${version}:nameid-format:${name}`;
const subject = (content: string): string => requestOf({ rest: `<saml:Subject>${content}</saml:Subject>` });
const nameId = (attributes: string, value = NOOR): string =>
  subject(`<saml:NameID${attributes}>${value}</saml:NameID>`);
const policy = (attributes: string): string => requestOf({ rest: `<samlp:NameIDPolicy ${attributes}/>` });
const conditions = (attributes: string, content = ''): string =>
  requestOf({ rest: `<saml:Conditions${attributes}>${content}</saml:Conditions>` });
const scoping = (attributes: string, content = ''): string =>
  requestOf({ rest: `<samlp:Scoping${attributes}>${content}</samlp:Scoping>` });
const fromNow = (offset: number): string => new Date(Date.now() + offset).toISOString();
const contextClass = (name: string): string => (name === MFA ? name : `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`);

function context(comparison: string | undefined, ...names: string[]): string {
  const references = names.map(
    (name) => `<saml:AuthnContextClassRef>${contextClass(name)}</saml:AuthnContextClassRef>`,
  );
  const attribute = comparison === undefined ? '' : ` Comparison="${comparison}"`;
  return requestOf({
    rest: `<samlp:RequestedAuthnContext${attribute}>${references.join('')}</samlp:RequestedAuthnContext>`,
  });
}

/** Which class each list gives; undefined where none is met. */
async function classes(
  { probe, answered, status }: Verdict,
  comparison: string | undefined,
  lists: readonly (readonly [string[], string | undefined])[],
): Promise<void> {
  for (const [names, given] of lists) {
    const sent: Promise<Outcome> = probe.byRedirect(context(comparison, ...names));
    if (given === undefined) await status(sent, 'NoAuthnContext');
    else expect((await answered(sent)).contextClass).toBe(contextClass(given));
  }
}

/** What a password does not meet and a second step does leads the person there: nothing is refused yet. */
async function ledToSecondStep({ probe }: Verdict, comparison: string, name: string): Promise<void> {
  const outcome = await probe.byRedirect(context(comparison, name));
  expect(outcome).toMatchObject({ kind: 'page', status: 200, code: '' });
  expect(outcome.kind === 'page' && outcome.text).toContain('people with a second factor only');
}

const PPT = 'PasswordProtectedTransport';
const MFA = 'https://refeds.org/profile/mfa';
const BY_CLASS = 'RequestedAuthnContext/AuthnContextClassRef';

/** What a request may ask of the answer. */
export const DEMAND_ROWS: readonly Row[] = [
  {
    clause: 'saml-core 3.3.4',
    field: 'Subject/NameID',
    run: async ({ probe, answered, status, signIn }) => {
      expect((await answered(probe.byPost(nameId('')))).nameId?.value).toBe(NOOR);
      await answered(probe.byPost(nameId(` Format="${format('emailAddress')}"`)));
      await status(probe.byPost(nameId('', 'sam.okafor@fernhill.example')), 'UnknownPrincipal');
      await status(probe.byRedirect(nameId('', 'nobody')), 'UnknownPrincipal');
      await signIn(probe.byPost(nameId(''), { nobody: true }));
    },
  },
  {
    clause: 'saml-core 2.2.2',
    field: 'Subject/NameID/NameQualifier, SPNameQualifier, SPProvidedID',
    run: async ({ probe, answered, status }) => {
      await answered(probe.byPost(nameId(` NameQualifier="${IDP_ENTITY}" SPNameQualifier="${ENTITY}"`)));
      for (const odd of [' NameQualifier="https://other.example"', ' SPNameQualifier="x"', ' SPProvidedID="x"']) {
        await status(probe.byPost(nameId(odd)), 'UnknownPrincipal');
      }
    },
  },
  {
    clause: 'saml-core 2.2.4',
    field: 'Subject/EncryptedID',
    run: async ({ probe, status }) => {
      const data = '<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/>';
      await status(probe.byPost(subject(`<saml:EncryptedID>${data}</saml:EncryptedID>`)), 'UnknownPrincipal');
    },
  },
  {
    clause: 'saml-core 2.2.1',
    field: 'Subject/BaseID',
    run: async ({ probe, status }) => {
      await status(probe.byPost(subject('<saml:BaseID/>')), 'UnknownPrincipal');
    },
  },
  {
    clause: 'saml-profiles 4.1.4.1',
    field: 'Subject/SubjectConfirmation',
    run: async ({ probe, status }) => {
      const confirmation = '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>';
      await status(probe.byPost(subject(confirmation)), 'RequestUnsupported');
      await status(probe.byPost(subject(`<saml:NameID>${NOOR}</saml:NameID>${confirmation}`)), 'RequestUnsupported');
    },
  },
  {
    clause: 'saml-core 3.4.1.1',
    field: 'NameIDPolicy/Format',
    run: async ({ probe, answered, status }) => {
      const given = async (asked: string): Promise<string | undefined> =>
        (await answered(probe.byRedirect(policy(asked)))).nameId?.format;
      expect(await given('')).toBe(format('emailAddress'));
      expect(await given(`Format="${format('unspecified')}"`)).toBe(format('emailAddress'));
      expect(await given(`Format="${format('unspecified', '2.0')}"`)).toBe(format('emailAddress'));
      await probe.configure({ nameId: { format: 'unspecified', from: 'username' } });
      expect(await given(`Format="${format('emailAddress')}"`)).toBe(format('emailAddress'));
      expect(await given(`Format="${format('emailAddress', '2.0')}"`)).toBe(format('emailAddress'));
      expect(await given(`Format="${format('persistent', '2.0')}" AllowCreate="1"`)).toBe(format('persistent', '2.0'));
      expect(await given(`Format="${format('transient', '2.0')}"`)).toBe(format('transient', '2.0'));
      for (const other of [
        ...[format('X509SubjectName'), format('WindowsDomainQualifiedName')],
        ...['kerberos', 'entity', 'encrypted', 'Persistent'].map((name) => format(name, '2.0')),
        ...['urn:x', '__proto__'],
      ]) {
        await status(probe.byPost(policy(`Format="${other}"`)), 'InvalidNameIDPolicy');
      }
    },
  },
  {
    clause: 'saml-core 8.3',
    field: 'NameIDPolicy/Format, where the application’s format is fixed',
    run: async ({ probe, answered, status }) => {
      await probe.configure({ nameId: { format: 'unspecified', from: 'username', fixed: true } });
      for (const asked of [format('persistent', '2.0'), format('emailAddress'), format('kerberos', '2.0')]) {
        const { nameId: sent } = await answered(probe.byPost(policy(`Format="${asked}"`)));
        expect(sent).toEqual({ value: 'noor.abadi', format: format('unspecified') });
      }
      for (const asked of ['urn:x', format('encrypted', '2.0')]) {
        await status(probe.byPost(policy(`Format="${asked}"`)), 'InvalidNameIDPolicy');
      }
    },
  },
  {
    clause: 'saml-core 3.4.1.1',
    field: 'NameIDPolicy/SPNameQualifier',
    run: async ({ probe, answered, status }) => {
      await answered(probe.byPost(policy(`SPNameQualifier="${ENTITY}"`)));
      await status(probe.byPost(policy('SPNameQualifier="https://affiliation.example"')), 'InvalidNameIDPolicy');
    },
  },
  {
    clause: 'saml-core 3.4.1.1',
    field: 'NameIDPolicy/AllowCreate',
    run: async ({ probe, answered, status }) => {
      // Somebody without a persistent name: everybody before the first answer that makes one.
      const cookie = await probe.bench.cookieFor((await probe.bench.addPerson('mara.lind')).username);
      await probe.grant('mara.lind');
      const persistent = (allow: string): string => policy(`Format="${format('persistent', '2.0')}"${allow}`);
      await status(probe.byPost(persistent(' AllowCreate="false"'), { cookie }), 'InvalidNameIDPolicy');
      await answered(probe.byPost(policy('AllowCreate="false"'), { cookie }));
      const first = await answered(probe.byPost(persistent(''), { cookie }));
      const second = await answered(probe.byPost(persistent(' AllowCreate="0"'), { cookie }));
      expect(second.nameId).toEqual(first.nameId);
    },
  },
  {
    clause: 'saml-core 2.5.1.2',
    field: 'Conditions/NotBefore, NotOnOrAfter',
    run: async ({ probe, answered, status }) => {
      await answered(probe.byPost(conditions(` NotBefore="${fromNow(-1000)}" NotOnOrAfter="${fromNow(120_000)}"`)));
      await status(probe.byPost(conditions(` NotBefore="${fromNow(120_000)}"`)), 'RequestUnsupported');
      await status(probe.byPost(conditions(` NotOnOrAfter="${fromNow(-120_000)}"`)), 'RequestUnsupported');
    },
  },
  {
    clause: 'saml-core 2.5.1.4',
    field: 'Conditions/AudienceRestriction',
    run: async ({ probe, answered, status }) => {
      const audience = (...names: string[]): string =>
        `<saml:AudienceRestriction>${names.map((name) => `<saml:Audience>${name}</saml:Audience>`).join('')}</saml:AudienceRestriction>`;
      const { xml } = await answered(probe.byPost(conditions('', audience('urn:x', ENTITY))));
      expect(xml.match(/<\w+:Audience>[^<]*/g)).toEqual([`<saml:Audience>${ENTITY}`]);
      await status(probe.byPost(conditions('', audience('urn:x'))), 'RequestUnsupported');
      await status(probe.byPost(conditions('', audience(ENTITY) + audience('urn:x'))), 'RequestUnsupported');
    },
  },
  {
    clause: 'saml-core 2.5.1',
    field: 'Conditions/OneTimeUse, ProxyRestriction, Condition',
    run: async ({ probe, status }) => {
      for (const content of ['<saml:OneTimeUse/>', '<saml:ProxyRestriction Count="0"/>', '<saml:Condition/>']) {
        await status(probe.byPost(conditions('', content)), 'RequestUnsupported');
      }
    },
  },
  {
    clause: 'saml-core 3.3.2.2.1',
    field: `${BY_CLASS}, Comparison=exact`,
    run: (verdict) =>
      classes(verdict, undefined, [
        [['Password'], 'Password'],
        [['X509', 'unspecified', PPT], 'unspecified'],
        [['X509'], undefined],
      ]),
  },
  {
    clause: 'saml-core 3.3.2.2.1',
    field: `${BY_CLASS}, Comparison=minimum`,
    run: (verdict) =>
      classes(verdict, 'minimum', [
        [['Password'], PPT],
        [['X509', PPT], PPT],
        [['X509'], undefined],
      ]),
  },
  {
    clause: 'saml-core 3.3.2.2.1',
    field: `${BY_CLASS}, Comparison=maximum`,
    run: (verdict) =>
      classes(verdict, 'maximum', [
        [['Password'], 'Password'],
        [['unspecified', PPT], PPT],
        [['Kerberos'], undefined],
      ]),
  },
  {
    clause: 'saml-core 3.3.2.2.1',
    field: `${BY_CLASS}, Comparison=better`,
    run: async (verdict) => {
      await classes(verdict, 'better', [
        [['Password'], PPT],
        [[MFA], undefined],
        [['Password', 'X509'], undefined],
      ]);
      await ledToSecondStep(verdict, 'better', PPT);
    },
  },
  {
    clause: 'saml-core 3.3.2.2.1',
    field: 'RequestedAuthnContext/AuthnContextDeclRef',
    run: async ({ probe, status }) => {
      const reference = `<saml:AuthnContextDeclRef>${contextClass(PPT)}</saml:AuthnContextDeclRef>`;
      const rest = `<samlp:RequestedAuthnContext>${reference}</samlp:RequestedAuthnContext>`;
      await status(probe.byPost(requestOf({ rest })), 'NoAuthnContext');
    },
  },
  {
    clause: 'saml-core 3.4.1.2',
    field: 'Scoping/ProxyCount',
    run: async ({ probe, answered }) => {
      for (const count of ['0', '1', '100000']) await answered(probe.byPost(scoping(` ProxyCount="${count}"`)));
    },
  },
  {
    clause: 'saml-core 3.4.1.3',
    field: 'Scoping/IDPList',
    run: async ({ probe, answered, status }) => {
      const list = (providers: string[], more = ''): string =>
        scoping(
          '',
          `<samlp:IDPList>${providers.map((id) => `<samlp:IDPEntry ProviderID="${id}"/>`).join('')}${more}</samlp:IDPList>`,
        );
      await answered(probe.byPost(list(['urn:x', IDP_ENTITY])));
      await answered(probe.byPost(list(['urn:x'], '<samlp:GetComplete>http://127.0.0.1:9/</samlp:GetComplete>')));
      await status(probe.byPost(list(['urn:x'])), 'NoSupportedIDP');
    },
  },
  {
    clause: 'saml-core 3.4.1.2',
    field: 'Scoping/RequesterID',
    run: async ({ probe, answered }) => {
      const requester = '<samlp:RequesterID>https://proxied.example</samlp:RequesterID>';
      const { xml } = await answered(probe.byPost(scoping('', requester)));
      expect(xml).not.toContain('proxied.example');
    },
  },
];
