import { blogin } from '../../src/connectors/catalog/blogin';
import { bookmark } from '../../src/connectors/catalog/bookmark';
import { customSaml } from '../../src/connectors/catalog/custom-saml';
import { customScim } from '../../src/connectors/catalog/custom-scim';
import { rhombusSystems } from '../../src/connectors/catalog/rhombus-systems';
import { robin } from '../../src/connectors/catalog/robin';
import { provisioningBadge, scimOf, supportedFunctionality } from '../../src/connectors/functionality';
import { GENERIC_SCIM } from '../../src/connectors/generic-scim';
import { searchCatalogue } from '../../src/connectors/search';
import { loadConnectors } from '../../src/load-connectors';

const catalog = loadConnectors();
const ids = (query: string) => searchCatalogue(catalog.values(), query).map((connector) => connector.id);
const CUSTOM = ['bookmark', 'custom-saml', 'custom-scim'];

it.each([
  [robin, 'SSO Provisioning'],
  [blogin, 'SSO JIT Provisioning'],
  [rhombusSystems, 'SSO Provisioning'],
  [customSaml, 'SSO'],
  [customScim, 'Provisioning'],
  [bookmark, 'Bookmark'],
] as const)('M-021 M-008: $label supports %s', (connector, words) => {
  expect(supportedFunctionality(connector).join(' ')).toBe(words);
});

it.each([
  ['M-045', robin, false, 'grey'],
  ['M-046', robin, true, 'green'],
  ['M-047', customSaml, false, 'none'],
  ['M-046', customSaml, true, 'green'],
  ['M-047', bookmark, false, 'none'],
] as const)('%s: badge of $label', (_id, connector, active, badge) => {
  expect(provisioningBadge(connector, active)).toBe(badge);
});

it('M-022 M-047: an application without prebuilt SCIM gets the generic block, a bookmark none', () => {
  expect(scimOf(customSaml)).toBe(GENERIC_SCIM);
  expect(scimOf(robin)).toBe(robin.scim);
  expect(scimOf(bookmark)).toBeUndefined();
});

it('M-009: SSO, provisioning, both, or neither: none asks for the other unless the connector says so', () => {
  const has = ({ saml, scim }: { saml?: unknown; scim?: unknown }) => [saml !== undefined, scim !== undefined];
  expect([customSaml, customScim, robin, bookmark].map(has)).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [false, false],
  ]);
  expect(robin.scim?.needsSso).toBe(false);
});

describe('M-020: searching the catalogue', () => {
  it.each([
    ['robin', ['robin']],
    ['ROB', ['robin']],
    ['blog in', ['blogin']],
    ['rhombus-systems', ['rhombus-systems']],
    ['intranet', ['interact-software']],
    ['systems rhombus', ['rhombus-systems']],
    ['jit', ['blogin']],
    ['nothing like it', []],
  ])('%s', (query, found) => {
    expect(ids(query).filter((id) => !CUSTOM.includes(id))).toEqual(found);
  });

  it.each(['provisioning', 'Identity Management', 'scim'])('A-01: "%s" finds the connectors with SCIM', (query) => {
    expect(ids(query).filter((id) => !CUSTOM.includes(id))).toEqual([
      'blogin',
      'interact-software',
      'rhombus-systems',
      'robin',
    ]);
  });

  it.each(['', 'robin', 'zzz'])('M-022: lists the custom ones last for "%s"', (query) => {
    expect(ids(query).slice(-CUSTOM.length)).toEqual(CUSTOM);
  });

  it('puts names that begin with the query first', () => {
    expect(ids('r').slice(0, 2)).toEqual(['rhombus-systems', 'robin']);
  });
});
