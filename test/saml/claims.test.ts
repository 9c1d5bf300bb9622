import type { SsoAttribute } from '../../src/core/application';
import type { AttributeName } from '../../src/core/attributes';
import { attributesFor } from '../../src/saml/response/attribute-statement';
import { authnContextsFor } from '../../src/saml/authn-context';
import type { ContextComparison } from '../../src/saml/reading/request-parts';
import { nameIdFor } from '../../src/saml/response/name-id';
import { refusal, SOURCE, SP } from './support';

const material = { spEntityId: SP, salt: 'a secret of the application', transient: '_random' };

describe('name identifiers', () => {
  test('saml-core 8.3.2: e-mail address', () => {
    expect(nameIdFor({ format: 'email', from: 'email' }, SOURCE, material)).toEqual({
      format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      value: 'anna@example.com',
    });
  });
  test('saml-core 8.3.1: unspecified, from another property', () => {
    expect(nameIdFor({ format: 'unspecified', from: 'username' }, SOURCE, material)).toEqual({
      format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      value: 'anna',
    });
  });
  test('saml-core 8.3.8: transient is the random text', () => {
    expect(nameIdFor({ format: 'transient', from: 'email' }, SOURCE, material)).toEqual({
      format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      value: '_random',
    });
  });
  describe('saml-core 8.3.7: persistent', () => {
    const persistent = (source = SOURCE, changes: Partial<typeof material> = {}) =>
      nameIdFor({ format: 'persistent', from: 'email' }, source, { ...material, ...changes });
    test('is opaque, at most 256 characters, and says whose it is', () => {
      const { value, spNameQualifier, format } = persistent();
      expect(value).toMatch(/^[0-9a-f]{64}$/);
      expect(value).not.toContain('anna');
      expect(spNameQualifier).toBe(SP);
      expect(format).toBe('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent');
    });
    test('stays when the person changes and at every answer', () => {
      const renamed = { ...SOURCE, user: { ...SOURCE.user, email: 'anna.b@example.com', username: 'annab' } };
      expect(persistent(renamed, { transient: '_other' })).toEqual(persistent());
    });
    test('differs by person, application and secret', () => {
      const other = { ...SOURCE, user: { ...SOURCE.user, id: '01J00000000000000000000001' as typeof SOURCE.user.id } };
      const values = [
        persistent(),
        persistent(other),
        persistent(SOURCE, { spEntityId: 'x' }),
        persistent(SOURCE, { salt: 'y' }),
      ];
      expect(new Set(values.map(({ value }) => value)).size).toBe(4);
    });
  });
  test.each<AttributeName>(['middlename', 'active', 'groups', 'addresses'])(
    "%s can't name a person without one text",
    (from) => {
      expect(refusal(() => nameIdFor({ format: 'unspecified', from }, SOURCE, material)).code).toBe(
        'value_not_allowed',
      );
    },
  );
});

describe('attributes (M-049, M-069 to M-073)', () => {
  const row = (name: string, from: AttributeName, changes: Partial<SsoAttribute> = {}): SsoAttribute => ({
    name,
    from,
    jit: false,
    enabled: true,
    ...changes,
  });
  test.each<[string, SsoAttribute, string[]]>([
    ['a text', row('a', 'lastname'), ['Núñez']],
    ['a truth', row('a', 'active'), ['true']],
    ['several texts', row('a', 'groups'), ['Staff', 'Ops & "QA"']],
    ['addresses as lines', row('a', 'addresses'), ['1 High Street, Leeds, GB']],
    ['phones', row('a', 'phoneNumbers'), ['+44 1']],
    ['M-072: a constant before the property', row('a', 'lastname', { constant: 'x' }), ['x']],
    ['M-072: a constant for a property without value', row('a', 'middlename', { constant: 'x' }), ['x']],
    ['an empty constant is none', row('a', 'lastname', { constant: '' }), ['Núñez']],
    ['M-070: a JIT attribute that is on', row('a', 'firstname', { jit: true }), ['Anna']],
  ])('%s', (_name, attribute, values) => expect(attributesFor([attribute], SOURCE)).toEqual([{ name: 'a', values }]));
  test('a suspended person is not active', () => {
    const source = { ...SOURCE, user: { ...SOURCE.user, state: 'suspended' as const } };
    expect(attributesFor([row('a', 'active')], source)).toEqual([{ name: 'a', values: ['false'] }]);
  });
  test('M-073: an attribute that is switched off is not sent, JIT or not', () => {
    expect(
      attributesFor([row('a', 'email', { enabled: false, jit: true }), row('b', 'email', { enabled: false })], SOURCE),
    ).toEqual([]);
  });
  test('a property without value is left out', () =>
    expect(attributesFor([row('a', 'middlename')], SOURCE)).toEqual([]));
  test('a name comes once with all its values, in order, without doubles', () => {
    const rows = [
      row('a', 'firstname'),
      row('b', 'email'),
      row('a', 'lastname'),
      row('a', 'firstname'),
      row('__proto__', 'email'),
    ];
    expect(attributesFor(rows, SOURCE)).toEqual([
      { name: 'a', values: ['Anna', 'Núñez'] },
      { name: 'b', values: ['anna@example.com'] },
      { name: '__proto__', values: ['anna@example.com'] },
    ]);
  });
});

describe('saml-core 3.3.2.2.1, P5: only a class that was met is claimed', () => {
  const MFA = 'https://refeds.org/profile/mfa';
  const MS = 'http://schemas.microsoft.com/claims/multipleauthn';
  const ac = (name: string): string => (name.includes('/') ? name : `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`);
  const PPT = 'PasswordProtectedTransport';
  test.each<[ContextComparison | undefined, string[], (string | undefined)[]]>([
    [undefined, [], [PPT, MFA, MFA]],
    [undefined, [PPT], [PPT, PPT]],
    ['exact', ['Password'], ['Password', 'Password']],
    ['exact', ['unspecified'], ['unspecified', 'unspecified', 'unspecified']],
    ['exact', ['X509', 'Password'], ['Password', 'Password']],
    ['exact', ['Password', PPT], ['Password', 'Password']],
    ['exact', [PPT, 'Password'], [PPT, PPT]],
    ['exact', [MFA, PPT], [PPT, MFA, MFA]],
    ['exact', [MFA], [undefined, MFA, MFA]],
    ['exact', [MS], [undefined, MS, MS]],
    ['exact', ['X509'], []],
    ['exact', ['Kerberos', 'TimeSyncToken'], []],
    ['minimum', ['Password'], [PPT, MFA, MFA]],
    ['minimum', [PPT], [PPT, MFA, MFA]],
    ['minimum', [MFA], [undefined, MFA, MFA]],
    ['minimum', [MS], [undefined, MFA, MFA]],
    ['minimum', ['X509'], []],
    ['maximum', ['Password'], ['Password', 'Password', 'unspecified']],
    ['maximum', [MFA], [PPT, MFA, MFA]],
    ['maximum', ['X509'], []],
    ['better', ['Password'], [PPT, MFA, MFA]],
    ['better', [PPT], [undefined, MFA, MFA]],
    ['better', [MFA], []],
    ['better', ['Password', 'X509'], []],
  ])('%s %j: a password, two steps and a passkey claim %j', (comparison, asked, [password, twoSteps, passkey]) => {
    const choose = (): ReturnType<typeof authnContextsFor> =>
      authnContextsFor(
        asked.length === 0 ? undefined : { by: 'class', references: asked.map(ac), comparison: comparison ?? 'exact' },
      );
    const met = { password, 'two-steps': twoSteps, passkey };
    const given = Object.entries(met).filter(([, name]) => name !== undefined);
    if (given.length === 0) {
      return expect(refusal(choose)).toMatchObject({ code: 'no_authn_context', deliver: 'to-sp' });
    }
    expect(choose()).toEqual(Object.fromEntries(given.map(([kind, name]) => [kind, ac(name ?? '')])));
  });
});
