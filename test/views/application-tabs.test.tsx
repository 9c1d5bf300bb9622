// As in src/web/render: hooks are loaded before the first page is written.
import 'preact/hooks';
import { inLanguage } from '../../src/words/catalog';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { DeactivateIdmPage } from '../../views/admin/applications/identity-management/deactivate';
import { IdentityManagementPage } from '../../views/admin/applications/identity-management/page';
import type { IdmActive, IdmInactive, MappingsProps } from '../../views/admin/applications/identity-management/props';
import type { FrameProps } from '../../views/admin/applications/props';
import { MetadataChoicePage } from '../../views/admin/applications/sso/metadata-choice';
import { MetadataReviewPage } from '../../views/admin/applications/sso/metadata-review';
import { SsoPage } from '../../views/admin/applications/sso/page';
import type { Chrome } from '../../views/layout/chrome';

const NOW = Date.UTC(2026, 10, 22);
const BAD = '"><script>alert(1)</script><b onclick=x>';

const chrome: Chrome = {
  ...inLanguage('en'),
  organisation: BAD,
  version: '1',
  csrfToken: 'csrf',
  now: NOW,
  path: '/admin/applications/a/sso',
  person: { name: BAD, isAdmin: true },
};
const frameWith = (label: string, more: Partial<FrameProps> = {}): FrameProps => ({
  id: '01JDA7Q2M80000000000000000',
  slug: 'atlas',
  label,
  connectorLabel: label,
  bookmark: false,
  hasSaml: true,
  hasIdm: true,
  ssoState: 'active',
  idmState: 'active',
  showInPortal: true,
  people: 2,
  groups: 1,
  attention: 1,
  accountsLeft: 2,
  placeholders: [],
  ...more,
});
const guides = [{ title: BAD, steps: [BAD] }];
const people = [{ id: 'a', name: BAD }];
const mappings: MappingsProps = {
  rows: [{ field: BAD, to: BAD, label: BAD, note: BAD, sent: true, preview: BAD }],
  preview: { people, chosenId: 'a', granted: false },
  notSent: [BAD],
  passwords: { waiting: 2, unknown: 3 },
};
const none: MappingsProps = { rows: [], preview: { people: [] }, notSent: [] };
const active: IdmActive = {
  state: 'active',
  connection: { baseUrl: BAD, tokenName: BAD, tokenHint: BAD, tokenExpiresAt: NOW, auth: 'bearer', verifiedAt: NOW },
  hold: { reason: 'unreachable', sentence: BAD, nextTryAt: NOW + 60_000 },
  counts: { 'in-sync': 1234, waiting: 1, attention: 1, deactivated: 0 },
  inLine: 3,
  status: 'waiting',
  page: 2,
  people: [
    {
      id: 'a',
      name: BAD,
      username: BAD,
      href: '/admin/users/a',
      status: 'waiting',
      at: NOW,
      reason: BAD,
      nextTryAt: NOW + 1000,
      detail: BAD,
    },
  ],
  hasNext: true,
};
const inactive: IdmInactive = {
  state: 'inactive',
  configuring: true,
  beta: true,
  needsSso: false,
  baseUrl: { value: BAD, example: BAD },
  tokenName: BAD,
  credential: { kind: 'oauth', values: { tokenUrl: BAD, clientId: BAD, scope: BAD } },
  knownAccounts: 3,
  people: 1,
  test: { ok: false, steps: [{ label: BAD, state: 'failed' }], sentence: BAD, detail: BAD },
  errors: { baseUrl: BAD, token: BAD },
};
const sso = {
  spEntityId: BAD,
  acs: [
    { url: BAD, index: 1, isDefault: true },
    { url: BAD, isDefault: false },
  ],
  loginUrl: BAD,
  nameId: { format: 'email', from: 'email' },
  attributes: [
    { name: BAD, from: 'email', constant: BAD, jit: true, enabled: true },
    {
      name: '',
      from: 'email',
      expression: BAD,
      groups: { kind: 'contains', text: BAD },
      jit: false,
      enabled: true,
    },
  ],
  sign: 'both',
  encryption: { certificate: BAD, algorithm: 'aes256-gcm' },
  requireSignedRequests: true,
  spCertificates: [BAD],
  allowSha1: true,
  slo: [{ binding: 'post', url: BAD, responseUrl: BAD }],
  acceptUnsignedLogout: true,
} as const;
const give = { ssoUrl: BAD, entityId: BAD, metadataUrl: BAD };
const errors = Object.fromEntries(
  ['spEntityId', 'acs', 'loginUrl', 'nameId', 'attributes', 'spCertificates', 'metadata', 'slo', 'encryption'].map(
    (name) => [name, BAD],
  ),
);
const bare = {
  ...sso,
  acs: [],
  attributes: [],
  slo: [],
  spCertificates: [],
  requireSignedRequests: false,
  spEntityId: '',
};
const frame = frameWith(BAD);
const idm = { chrome, frame, guides, notes: [BAD] };
const plain = { chrome, frame: frameWith('Atlas', { idmState: 'inactive' }), guides: [], notes: [] };

const PAGES: readonly (readonly [string, VNode])[] = [
  [
    'SSO with everything',
    <SsoPage
      chrome={chrome}
      frame={frame}
      sso={sso}
      give={{
        ...give,
        certificate: {
          pem: BAD,
          fingerprint: BAD,
          notAfter: NOW,
          daysLeft: -1,
          downloadUrl: '/x',
          pageUrl: '/admin/applications/atlas/sso/certificate',
          rotating: false,
        },
      }}
      preview={{ people, chosenId: 'a', note: BAD, values: [BAD, undefined], notes: [undefined, BAD] }}
      typed={{ acsIndexes: [BAD], encryptionCertificate: BAD }}
      attributeErrors={[BAD, BAD]}
      guides={guides}
      notes={[BAD]}
      pending="deactivate"
      unsaved
      errors={errors}
      message={BAD}
    />,
  ],
  [
    'SSO with nothing',
    <SsoPage
      {...plain}
      sso={bare}
      metadata={{
        text: BAD,
        url: BAD,
        source: { url: BAD, nextTryAt: 0, fault: { sentence: BAD, since: 0, telling: true } },
      }}
      give={give}
      preview={{ people: [], values: [] }}
      unsaved={false}
      errors={{}}
    />,
  ],
  [
    'review',
    <MetadataReviewPage
      chrome={chrome}
      frame={frame}
      settings={[{ field: 'acs', label: BAD, now: [], read: [{ text: BAD, differs: true }], changed: true }]}
      about={[{ term: BAD, lines: [BAD], exact: true }]}
      offers={{ encryption: { line: BAD, chosen: false }, nameId: { word: BAD, chosen: true } }}
      warnings={[BAD]}
      dangers={[BAD]}
      carried={{ [BAD]: BAD }}
      url={BAD}
      errors={{}}
    />,
  ],
  [
    'choice of several',
    <MetadataChoicePage
      chrome={chrome}
      frame={frame}
      choices={[{ entityId: BAD }, { entityId: BAD, displayName: BAD }]}
      carried={{ xml: BAD }}
      errors={{ entityId: BAD }}
    />,
  ],
  ['not available', <IdentityManagementPage {...plain} />],
  [
    'active with everything',
    <IdentityManagementPage {...idm} integration={{ content: active, mappings }} message={BAD} />,
  ],
  [
    'active with nobody',
    <IdentityManagementPage
      {...idm}
      integration={{ content: { ...active, people: [], inLine: 0, page: 1 }, mappings: none }}
    />,
  ],
  ['configuring', <IdentityManagementPage {...idm} integration={{ content: inactive, mappings }} />],
  [
    'not configured',
    <IdentityManagementPage
      {...plain}
      integration={{ content: { ...inactive, configuring: false }, mappings: none }}
    />,
  ],
  [
    'SSO first',
    <IdentityManagementPage {...plain} integration={{ content: { ...inactive, needsSso: true }, mappings: none }} />,
  ],
  ['deactivation', <DeactivateIdmPage chrome={chrome} frame={frame} />],
];

describe.each(PAGES)('the page "%s"', (_name, page) => {
  const html = renderToString(page);

  test('escapes what comes from people and applications', () => {
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<b onclick');
  });

  test('has no style attribute, inline handler or address that runs code', () => {
    expect(html).not.toMatch(/<[^>]* style=/);
    expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* on[a-z]+=/);
    expect(html).not.toMatch(/(href|action)="(?!\/|#|\?|https?:)/);
  });

  test('has one h1, a unique id everywhere and the token in every form that writes', () => {
    expect(html.match(/<h1/g)).toHaveLength(1);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    for (const [form] of html.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g))
      expect(form).toContain('name="_csrf"');
  });
});

test('the Token Key field is hidden, never filled and not kept by the browser (M-086)', () => {
  const html = renderToString(<IdentityManagementPage {...idm} integration={{ content: inactive, mappings }} />);
  const [field] = /<input[^>]*name="token"[^>]*>/.exec(html) ?? [''];
  expect(field).toContain('type="password"');
  expect(field).toContain('autocomplete="off"');
  expect(field).not.toContain('value=');
});

test.each([
  [400, 'IDP Certificate Valid'],
  [30, 'IDP Certificate Expires Soon'],
  [-1, 'IDP Certificate Expired'],
])('with %i days left the certificate reads "%s" (M-055)', (daysLeft, words) => {
  const certificate = {
    pem: 'x',
    fingerprint: 'y',
    notAfter: NOW,
    daysLeft,
    downloadUrl: '/x',
    pageUrl: '/admin/applications/atlas/sso/certificate',
    rotating: false,
  };
  const props = { ...plain, sso: bare, preview: { people: [], values: [] }, unsaved: false, errors: {} };
  expect(renderToString(<SsoPage {...props} give={{ ...give, certificate }} />)).toContain(`>${words}<`);
});

test('Deactivate SSO is the last thing on the tab (M-057)', () => {
  const props = { ...plain, sso, preview: { people: [], values: [] }, unsaved: false, errors: {} };
  const html = renderToString(<SsoPage {...props} give={give} />);
  expect(html.lastIndexOf('<button')).toBe(html.lastIndexOf('<button', html.indexOf('Deactivate SSO')));
});
