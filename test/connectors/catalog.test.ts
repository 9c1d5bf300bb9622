import { resolveBaseUrl } from '../../src/connectors/base-url';
import { checkConnector } from '../../src/connectors/check';
import type { Connector } from '../../src/connectors/definition';
import { scimOf } from '../../src/connectors/functionality';
import { fillGuide, fillPlaceholders, findPlaceholders } from '../../src/connectors/placeholders';
import { loadConnectors } from '../../src/load-connectors';

const catalog = loadConnectors();
const all = [...catalog.values()];
const get = (id: string): Connector => {
  const connector = catalog.get(id);
  if (connector === undefined) throw new Error(`no ${id}`);
  return connector;
};
const examples = (connector: Connector) =>
  Object.fromEntries(connector.variables.map((variable) => [variable.name, variable.example]));

it('M-025 M-022 M-026: offers the four applications, the custom ones and bookmarks', () => {
  expect([...catalog.keys()]).toEqual([
    'blogin',
    'bookmark',
    'custom-saml',
    'custom-scim',
    'interact-software',
    'rhombus-systems',
    'robin',
  ]);
});

describe.each(all.map((connector) => [connector.id, connector] as const))('%s', (_id, connector) => {
  it('does not contradict itself', () => {
    expect(checkConnector(connector)).toEqual([]);
  });

  it('is data alone, so that it can be shown and compared', () => {
    expect(JSON.parse(JSON.stringify(connector))).toEqual(connector);
  });

  it('A-32: leaves no placeholder once its variables are filled', () => {
    const { saml } = connector;
    const texts = [saml?.entityId, saml?.acsUrl, saml?.loginUrl].map((text) => text ?? '');
    for (const text of texts) expect(findPlaceholders(fillPlaceholders(text, examples(connector)))).toEqual([]);
  });

  it('M-089: fills its guides without leaving braces', () => {
    const values = {
      'sso-url': 'https://a.test/s',
      'idp-entity-id': 'https://a.test/e',
      'metadata-url': 'https://a.test/m',
    };
    for (const guide of [...connector.guides.sso, ...connector.guides.identityManagement]) {
      const filled = fillGuide(guide, values, examples(connector)).steps.join('\n');
      expect(filled).not.toMatch(/[{}]/);
    }
  });

  it('M-012: says that an administrator account is needed there', () => {
    if (connector.bookmark) return expect(connector.prerequisites).toEqual([]);
    return expect(connector.prerequisites.join(' ')).toMatch(/administrator permissions/);
  });
});

describe('capabilities', () => {
  it.each([
    ['robin', 'create update deactivate groups import'],
    ['blogin', 'create update deactivate groups import passwords'],
    ['rhombus-systems', 'create update deactivate import'],
    ['interact-software', 'create update deactivate groups import passwords'],
    ['custom-scim', 'create update deactivate groups import passwords delete'],
    ['custom-saml', 'create update deactivate groups import passwords delete'],
  ])('M-006 M-007 M-097 M-098 M-099 A-20: %s can %s and nothing else', (id, can) => {
    expect(scimOf(get(id))?.can).toEqual(can.split(' '));
  });
});

describe('Base URL and token', () => {
  it.each([
    ['M-078', 'robin', 'fixed', 'SCIM token'],
    ['M-079', 'blogin', 'ask', 'Secret (Bearer) token'],
    ['M-080', 'rhombus-systems', 'fixed', 'API token'],
    ['M-081', 'interact-software', 'template', 'Authentication Token'],
    ['M-082', 'custom-scim', 'ask', 'Token Key'],
  ])('%s: %s has a Base URL of kind %s and calls its token %s', (_rule, id, kind, token) => {
    expect(scimOf(get(id))).toMatchObject({ baseUrl: { kind }, tokenName: token });
  });

  it('M-081: Interact fills its address with the subdomain', () => {
    const scim = get('interact-software').scim;
    expect(scim && resolveBaseUrl(scim, { YOUR_SUBDOMAIN: 'fernhill.interactgo.com' })).toEqual({
      ok: true,
      url: 'https://fernhill.interactgo.com/api/v2/scim/v2',
    });
  });
});

describe('sign-on', () => {
  it.each([
    ['M-013 M-048', 'robin', 'YOURDOMAIN'],
    ['M-014 M-048', 'interact-software', 'YOUR_SUBDOMAIN'],
  ])('%s: %s asks for one variable, %s, and uses it in its addresses', (_rule, id, name) => {
    const { variables, saml } = get(id);
    expect(variables.map((variable) => variable.name)).toEqual([name]);
    expect(findPlaceholders([saml?.entityId, saml?.acsUrl, saml?.loginUrl].join(' '))).toEqual([name]);
  });

  it('M-054: Robin is given the sign-on address, the issuer and the certificate', () => {
    expect(get('robin').saml?.give).toEqual(['sso-url', 'idp-entity-id', 'certificate']);
  });

  it('M-051 M-052: BlogIn brings its metadata and takes ours', () => {
    expect(get('blogin').saml).toMatchObject({ from: 'sp-metadata', give: ['metadata-url'] });
  });

  it('M-069 M-070 M-071: BlogIn needs e-mail, first and last name to create accounts', () => {
    const needed = get('blogin').saml?.attributes.filter((attribute) => attribute.jit === 'required');
    expect(needed?.map((attribute) => attribute.from)).toEqual(['email', 'firstname', 'lastname']);
  });

  it('M-017: Interact creates nobody at sign-on and says so', () => {
    const { saml, notes } = get('interact-software');
    expect(saml?.attributes.some((attribute) => attribute.jit !== undefined)).toBe(false);
    expect(notes.join(' ')).toMatch(/People Directory/);
  });

  it('M-015 M-016: only Rhombus needs SSO before Identity Management, and it has SSO to activate', () => {
    const needing = all.filter((connector) => scimOf(connector)?.needsSso === true);
    expect(needing.map((connector) => connector.id)).toEqual(['rhombus-systems']);
    expect(needing.every((connector) => connector.saml !== undefined)).toBe(true);
  });
});

describe('what is never sent', () => {
  it('M-104: Rhombus gets no roles', () => {
    expect(get('rhombus-systems').scim?.notSent).toEqual(['roles']);
  });

  it('M-105: Interact names fourteen attributes', () => {
    expect(get('interact-software').scim?.notSent).toEqual(
      (
        'timezone manager profileUrl jobEndDate bio jobStartDate DOB initials facebookID linkedInId twitterTag ' +
        'instagramTag passwordReset ims(type="skype").value'
      ).split(' '),
    );
  });

  it('M-102: Rhombus removes an account that is deactivated', () => {
    expect(get('rhombus-systems').scim?.quirks).toContain('deactivate-removes');
  });
});

describe('guides in the words of the application', () => {
  it.each([
    [
      'M-089',
      'robin',
      'sso',
      ['+Add', 'SAML SSO URL', 'Identity Provider Issuer', 'Public Certificate', 'Save Configuration'],
    ],
    ['M-089', 'robin', 'identityManagement', ['Manage > Integrations > SCIM Provisioning', 'Generate token for SCIM']],
    ['M-089', 'blogin', 'sso', ['SINGLE SIGN-ON STATUS', 'CONFIGURATION METHOD', 'Default User Role', 'SAVE CHANGES']],
    ['M-089', 'blogin', 'identityManagement', ['USER PROVISIONING STATUS', 'first save', 'Base (Tenant) URL']],
    ['M-086', 'rhombus-systems', 'identityManagement', ['Settings > Single Sign-On', 'API token', 'only once']],
    ['M-089', 'interact-software', 'sso', ['Setup Domain', 'EntityID', 'Make Default Provider', 'Enable Auto Login']],
    [
      'M-088',
      'interact-software',
      'identityManagement',
      ['Log Request Body in SCIM Service', 'Generate Key', 'Active'],
    ],
  ] as const)('%s: %s, %s', (_rule, id, part, words) => {
    const text = get(id)
      .guides[part].flatMap((guide) => guide.steps)
      .join('\n');
    for (const word of words) expect(text).toContain(word);
  });
});
