import type { GroupFilter, SsoAttribute } from '../../../src/core/application';
import type { AttributeSource } from '../../../src/core/attributes';
import { attributesFor, attributeValues } from '../../../src/saml/response/attribute-statement';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { responseXml } from '../response-support';
import { NOW, refusal, SOURCE } from '../support';

const row = (changes: Partial<SsoAttribute> = {}): SsoAttribute => ({
  name: 'a',
  from: 'email',
  jit: false,
  enabled: true,
  ...changes,
});
const inGroups: AttributeSource = {
  ...SOURCE,
  groupNames: ['Team Red', 'TEAM blue', 'Ｔeam Wide', 'Staff', 'Red Team'],
  applicationGroupNames: ['Staff'],
};

describe('where a value comes from', () => {
  test.each<[string, Partial<SsoAttribute>, string[]]>([
    ['the property', {}, ['anna@example.com']],
    ['a constant goes before the property', { constant: 'x' }, ['x']],
    ['an expression goes before a constant', { constant: 'x', expression: 'upper(username)' }, ['ANNA']],
    ['an empty expression is none', { expression: '' }, ['anna@example.com']],
    ['an expression may give several values', { expression: 'values(username, lastname)' }, ['anna', 'Núñez']],
    ['a constant is never read as an expression', { constant: 'upper(username)' }, ['upper(username)']],
  ])('%s', (_name, changes, values) => expect(attributeValues(row(changes), SOURCE)).toEqual(values));

  test('an expression without a value leaves the attribute out', () =>
    expect(attributesFor([row({ expression: 'lower(displayName)' })], SOURCE)).toEqual([]));
  test('an expression that gives too much names the attribute', () => {
    const source = { ...SOURCE, user: { ...SOURCE.user, displayName: 'x'.repeat(2000) } };
    const error = refusal(() => attributesFor([row({ expression: 'lower(displayName)' })], source));
    expect(error).toMatchObject({ code: 'value_not_allowed', facts: { attribute: 'a' } });
    expect(error.message).toContain('attribute a can’t be made');
  });
  test('an attribute that is switched off is not evaluated', () =>
    expect(attributesFor([row({ expression: 'broken(', enabled: false })], SOURCE)).toEqual([]));
});

describe('which user groups are told of', () => {
  test.each<[GroupFilter, string[]]>([
    [{ kind: 'starts-with', text: 'team' }, ['Team Red', 'TEAM blue', 'Ｔeam Wide']],
    [{ kind: 'ends-with', text: 'TEAM' }, ['Red Team']],
    [{ kind: 'contains', text: 'red' }, ['Team Red', 'Red Team']],
    [{ kind: 'contains', text: '.*' }, []],
    [{ kind: 'of-application' }, ['Staff']],
  ])('%j', (groups, values) => {
    expect(attributeValues(row({ from: 'groups', groups }), inGroups)).toEqual(values);
    expect(attributeValues(row({ expression: 'values(groups, "")', groups }), inGroups)).toEqual(values);
  });
  test('without being told which groups give the application, none are sent', () =>
    expect(attributesFor([row({ from: 'groups', groups: { kind: 'of-application' } })], SOURCE)).toEqual([]));
  test('a filter changes nothing about other properties', () =>
    expect(attributeValues(row({ groups: { kind: 'contains', text: 'zzz' } }), inGroups)).toEqual([
      'anna@example.com',
    ]));
});

describe('saml-core 8.2: how a name is to be understood', () => {
  let pair: KeyPair;
  beforeAll(async () => {
    pair = await makeKeyPair({ commonName: 'idp', now: NOW, validDays: 1 });
  });
  test.each<[string, SsoAttribute['nameFormat'], string]>([
    ['email', undefined, 'unspecified'],
    ['urn:oid:2.5.4.42', undefined, 'uri'],
    ['URN:oid:2.5.4.42', undefined, 'uri'],
    ['http://schemas.xmlsoap.org/claims/Group', undefined, 'uri'],
    ['httpfoo', undefined, 'unspecified'],
    ['email', 'basic', 'basic'],
    ['email', 'uri', 'uri'],
    ['urn:oid:2.5.4.42', 'unspecified', 'unspecified'],
    ['urn:oid:2.5.4.42', 'basic', 'basic'],
  ])('%s with %s is %s', (name, nameFormat, written) => {
    const attributes = attributesFor([row({ name, ...(nameFormat === undefined ? {} : { nameFormat }) })], SOURCE);
    expect(responseXml(pair, { attributes })).toContain(
      `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:${written}">`,
    );
  });
  test('one element for a name that comes twice, in the format of the first', () => {
    const attributes = attributesFor([row({ nameFormat: 'basic' }), row({ constant: 'x', nameFormat: 'uri' })], SOURCE);
    expect(attributes).toEqual([{ name: 'a', nameFormat: 'basic', values: ['anna@example.com', 'x'] }]);
  });
});
