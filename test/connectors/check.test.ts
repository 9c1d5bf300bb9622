import { checkConnector } from '../../src/connectors/check';
import { blogin } from '../../src/connectors/catalog/blogin';
import { bookmark } from '../../src/connectors/catalog/bookmark';
import { customSaml } from '../../src/connectors/catalog/custom-saml';
import { interactSoftware } from '../../src/connectors/catalog/interact-software';
import { rhombusSystems } from '../../src/connectors/catalog/rhombus-systems';
import { robin } from '../../src/connectors/catalog/robin';
import type { Connector, ConnectorSaml, ConnectorScim } from '../../src/connectors/definition';
import { GENERIC_SCIM } from '../../src/connectors/generic-scim';

const samlOf = (connector: Connector): ConnectorSaml => connector.saml ?? fail('no SAML');
const scimOf = (connector: Connector): ConnectorScim => connector.scim ?? fail('no SCIM');
function fail(what: string): never {
  throw new Error(what);
}
const withSaml = (connector: Connector, change: Partial<ConnectorSaml>): Connector => ({
  ...connector,
  saml: { ...samlOf(connector), ...change },
});
const withScim = (connector: Connector, change: Partial<ConnectorScim>): Connector => ({
  ...connector,
  scim: { ...scimOf(connector), ...change },
});
const [variable] = robin.variables;
if (variable === undefined) throw new Error('Robin asks for its domain name');
const without = (connector: Connector, key: 'saml' | 'scim'): Connector => {
  const rest: Record<string, unknown> = { ...connector };
  delete rest[key];
  return rest as unknown as Connector;
};
const guided = (step: string): Connector => ({
  ...robin,
  guides: { ...robin.guides, sso: [{ title: 'There', steps: [step] }] },
});

describe('a definition that contradicts itself is refused', () => {
  it.each<readonly [string, Connector, RegExp]>([
    ['an id that is no slug', { ...robin, id: 'Robin!' }, /The id/],
    ['an empty label', { ...robin, label: ' ' }, /label is empty/],
    ['a bookmark with SAML', { ...bookmark, saml: samlOf(robin) }, /A bookmark has neither/],
    ['nothing at all', { ...bookmark, bookmark: false }, /is no bookmark/],
    ['SAML alone without custom SCIM', { ...without(robin, 'scim'), customScim: false }, /allow a custom SCIM/],
    ['prebuilt SCIM with custom SCIM', { ...robin, customScim: true }, /does not allow a custom SCIM/],
    ['SSO needed but not there', without(rhombusSystems, 'saml'), /could never be activated/],
    ['a placeholder nobody fills', { ...robin, variables: [] }, /YOURDOMAIN is used but/],
    [
      'a bare placeholder nobody fills',
      withSaml(blogin, { loginUrl: 'https://YOURDOMAIN.example' }),
      /YOURDOMAIN is used but/,
    ],
    ['a variable nobody uses', { ...blogin, variables: [variable] }, /never used/],
    ['a variable defined twice', { ...robin, variables: [variable, variable] }, /defined twice/],
    [
      'a variable with a bad name',
      { ...robin, variables: [{ ...variable, name: 'your domain' }] },
      /upper case letters/,
    ],
    ['a variable without help', { ...robin, variables: [{ ...variable, help: '' }] }, /help text/],
    ['an example that is refused', { ...robin, variables: [{ ...variable, example: 'https://x/' }] }, /The example/],
    ['metadata and fields at once', withSaml(blogin, { entityId: 'https://x.example' }), /may not bring its own/],
    ['an ACS URL over http', withSaml(robin, { acsUrl: 'http://x.example/acs' }), /ACS URL is not an https/],
    ['a login URL that is none', withSaml(robin, { loginUrl: 'nowhere/{YOURDOMAIN}' }), /login URL is not an https/],
    [
      'a NameID from nowhere',
      withSaml(robin, { nameId: { format: 'email', from: 'mail' as 'email' } }),
      /which is no property/,
    ],
    [
      'a SAML attribute from nowhere',
      withSaml(robin, { attributes: [{ name: 'a', from: 'x' as 'email' }] }),
      /comes from x/,
    ],
    ['a SAML attribute without a name', withSaml(robin, { attributes: [{ name: ' ', from: 'email' }] }), /has no name/],
    [
      'a SAML attribute twice',
      withSaml(robin, {
        attributes: [
          { name: 'a', from: 'email' },
          { name: 'a', from: 'username' },
        ],
      }),
      /proposed twice/,
    ],
    ['nothing to copy', withSaml(robin, { give: [] }), /have to be listed/],
    ['no SSO guide', { ...robin, guides: { ...robin.guides, sso: [] } }, /no SSO guide/],
    [
      'no Identity Management guide',
      { ...customSaml, guides: { ...customSaml.guides, identityManagement: [] } },
      /no Identity Management/,
    ],
    ['no prerequisites', { ...robin, prerequisites: [] }, /prerequisites are missing/],
    ['a note that is no sentence', { ...robin, notes: ['Beware'] }, /full stop/],
    ['a guide with a field we do not have', guided('Enter {acs-url}'), /\{acs-url\}/],
    [
      'a guide without steps',
      { ...robin, guides: { ...robin.guides, sso: [{ title: 'There', steps: [] }] } },
      /title and steps/,
    ],
    [
      'a fixed Base URL with a placeholder',
      withScim(robin, { baseUrl: { kind: 'fixed', url: 'https://{X}/y' } }),
      /placeholder X/,
    ],
    [
      'a Base URL over http',
      withScim(robin, { baseUrl: { kind: 'fixed', url: 'http://x.example' } }),
      /Base URL is not an https/,
    ],
    [
      'an example Base URL without host',
      withScim(blogin, { baseUrl: { kind: 'ask', example: 'https://.x.example' } }),
      /host name/,
    ],
    [
      'a template without placeholder',
      withScim(robin, { baseUrl: { kind: 'template', template: 'https://x.example' } }),
      /without a placeholder/,
    ],
    ['a token without a name', withScim(robin, { tokenName: '' }), /name of the token/],
    ['an unknown capability', withScim(robin, { can: ['fly' as 'create', 'groups'] }), /fly does not exist/],
    ['a capability twice', withScim(robin, { can: ['groups', 'groups'] }), /listed twice/],
    ['groups without a table', withScim(robin, { groups: [] }), /Groups are supported exactly/],
    ['a table without groups', withScim(robin, { can: ['create', 'update'] }), /Groups are supported exactly/],
    [
      'groups without a name',
      withScim(robin, { groups: [{ from: 'name', to: 'title', label: 'x' }] }),
      /no displayName/,
    ],
    [
      'a row from nowhere',
      withScim(robin, { users: [...scimOf(robin).users, { from: 'x' as 'email', to: 'nickName', label: 'x' }] }),
      /comes from x/,
    ],
    [
      'a row to nowhere',
      withScim(robin, { users: [...scimOf(robin).users, { from: 'email', to: 'a b', label: 'x' }] }),
      /no attribute path/,
    ],
    [
      'a password row',
      withScim(robin, { users: [...scimOf(robin).users, { from: 'email', to: 'password', label: 'x' }] }),
      /is a capability/,
    ],
    [
      'a row without a label',
      withScim(robin, { users: [...scimOf(robin).users, { from: 'email', to: 'nickName', label: '' }] }),
      /in the words/,
    ],
    [
      'a path filled twice',
      withScim(robin, { users: [...scimOf(robin).users, { from: 'email', to: 'title', label: 'x' }] }),
      /title is filled twice/,
    ],
    [
      'a path filled whole and in parts',
      withScim(customSamlWithScim(), {
        users: [...GENERIC_SCIM.users, { from: 'workCity', to: 'addresses.locality', label: 'x' }],
      }),
      /as a whole and in parts/,
    ],
    ['no userName', withScim(robin, { users: [{ from: 'email', to: 'emails:value', label: 'x' }] }), /no userName/],
    ['sent and not sent', withScim(robin, { notSent: ['emails'] }), /both sent and not sent/],
    [
      'imported without an import',
      withScim(rhombusSystems, { can: ['create', 'update', 'deactivate'] }),
      /there is no import/,
    ],
    ['an unknown quirk', withScim(robin, { quirks: ['odd' as 'deactivate-removes'] }), /odd does not exist/],
    ['a quirk with nothing to apply to', withScim(robin, { quirks: ['locality-is-formatted'] }), /nothing to apply to/],
  ])('%s', (_what, connector, sentence) => {
    expect(checkConnector(connector).join('\n')).toMatch(sentence);
  });

  it('lets a constant and the quirk of Interact pass', () => {
    const attributes = [{ name: 'source', from: 'email', constant: 'passo' } as const];
    expect(checkConnector(withSaml(interactSoftware, { attributes }))).toEqual([]);
  });
});

function customSamlWithScim(): Connector {
  return { ...customSaml, scim: GENERIC_SCIM };
}
