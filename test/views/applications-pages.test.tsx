// As in src/web/render: hooks are loaded before the first page is written.
import 'preact/hooks';
import { inLanguage } from '../../src/words/catalog';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ActivityPage } from '../../views/admin/applications/activity';
import { CataloguePage } from '../../views/admin/applications/adding/catalogue';
import { CreatedPage } from '../../views/admin/applications/adding/created';
import { NewApplicationPage } from '../../views/admin/applications/adding/new';
import { BookmarkPage } from '../../views/admin/applications/bookmark';
import { DeleteApplicationsPage } from '../../views/admin/applications/delete';
import { CertificateBadge } from '../../views/admin/applications/frame';
import { GeneralPage } from '../../views/admin/applications/general';
import { ApplicationsPage } from '../../views/admin/applications/index';
import type { FrameProps, GeneralValues, VariableField } from '../../views/admin/applications/props';
import { UserGroupsPage } from '../../views/admin/applications/user-groups';
import type { Chrome } from '../../views/layout/chrome';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
const JS = 'javascript:alert(1)';
const now = Date.UTC(2026, 10, 22, 12);

const chrome: Chrome = {
  ...inLanguage('en'),
  organisation: HOSTILE,
  version: '1.0.0',
  csrfToken: 'token-of-the-form',
  now,
  path: '/admin/applications',
  person: { name: HOSTILE, isAdmin: true },
};

const small: FrameProps = {
  id: 'A1',
  slug: 'robin',
  label: 'Robin',
  connectorLabel: 'Robin',
  bookmark: false,
  hasSaml: false,
  hasIdm: false,
  ssoState: 'inactive',
  idmState: 'inactive',
  showInPortal: false,
  people: 0,
  groups: 0,
  attention: 0,
  accountsLeft: 0,
  placeholders: [],
};

const full: FrameProps = {
  ...small,
  label: HOSTILE,
  connectorLabel: HOSTILE,
  imageUrl: JS,
  hasSaml: true,
  hasIdm: true,
  ssoState: 'active',
  idmState: 'active',
  certificate: { notAfter: now, daysLeft: 12 },
  showInPortal: true,
  people: 1284,
  groups: 6,
  metadataUrl: HOSTILE,
  certificateUrl: '/admin/applications/robin/sso/certificate.pem',
  launchUrl: '/apps/robin',
  attention: 5,
  accountsLeft: 1236,
  placeholders: [{ field: HOSTILE, names: [HOSTILE] }],
};

const none: GeneralValues = { label: '', description: '', showInPortal: false, bookmarkUrl: '', variables: {} };
const typed: GeneralValues = {
  label: HOSTILE,
  description: HOSTILE,
  showInPortal: true,
  bookmarkUrl: JS,
  variables: { YOURDOMAIN: HOSTILE },
};
const variables: readonly VariableField[] = [
  { name: 'YOURDOMAIN', label: HOSTILE, help: HOSTILE, example: HOSTILE, fills: [HOSTILE, HOSTILE] },
];
const connector = { id: 'robin', label: 'Robin', bookmark: false, hasSaml: false, variables: [], prerequisites: [] };
const wide = { ...connector, label: HOSTILE, bookmark: true, hasSaml: true, variables, prerequisites: [HOSTILE] };
const wizard = { ssoUrlPrefix: 'https://sso.example/saml2/', defaultSlug: 'robin' };
const errors = {
  label: HOSTILE,
  slug: HOSTILE,
  image: HOSTILE,
  bookmarkUrl: HOSTILE,
  count: HOSTILE,
  'variable.YOURDOMAIN': HOSTILE,
};
const row = {
  id: HOSTILE,
  slug: 'robin',
  label: HOSTILE,
  connectorLabel: HOSTILE,
  description: HOSTILE,
  imageUrl: JS,
  bookmark: false,
  ssoState: 'active',
  hasSso: true,
  provisioning: 'green',
  people: 1284,
  problems: 5,
} as const;
const doomed = { id: HOSTILE, label: HOSTILE, bookmark: true, people: 1, ssoActive: true, idmActive: true };
const event = {
  id: HOSTILE,
  at: now,
  name: 'sso_auth',
  sentence: HOSTILE,
  ok: false,
  actorName: HOSTILE,
  clientIp: HOSTILE,
};
const entry = {
  id: 'x',
  label: HOSTILE,
  summary: HOSTILE,
  functionality: ['SSO', 'JIT'],
  beta: true,
  custom: false,
} as const;
const group = { id: HOSTILE, name: HOSTILE, members: 3, bound: true };
const person = { id: 'U1', name: HOSTILE, username: HOSTILE };

const PAGES: readonly (readonly [string, VNode, VNode])[] = [
  [
    'list',
    <ApplicationsPage chrome={chrome} q="" total={0} rows={[]} />,
    <ApplicationsPage chrome={chrome} q={HOSTILE} total={1200} rows={[row]} />,
  ],
  [
    'catalogue',
    <CataloguePage chrome={chrome} q="" matched rows={[]} />,
    <CataloguePage chrome={chrome} q={HOSTILE} matched={false} rows={[entry]} error={HOSTILE} />,
  ],
  [
    'wizard',
    <NewApplicationPage
      {...wizard}
      {...{ chrome, connector }}
      values={{ ...none, slug: '' }}
      imageAgain={false}
      errors={{}}
    />,
    <NewApplicationPage
      {...wizard}
      {...{ chrome, errors }}
      connector={wide}
      values={{ ...typed, slug: HOSTILE }}
      imageAgain
    />,
  ],
  [
    'created',
    <CreatedPage chrome={chrome} label="R" configureHref="/x" state={{ ready: true, title: 't', text: 't' }} />,
    <CreatedPage
      chrome={chrome}
      label={HOSTILE}
      configureHref="/x"
      state={{ ready: false, title: HOSTILE, text: HOSTILE }}
    />,
  ],
  [
    'General Info',
    <GeneralPage
      chrome={chrome}
      frame={small}
      values={none}
      variables={[]}
      signIn={{ secondFactor: false, signInMinutes: '' }}
      errors={{}}
    />,
    <GeneralPage
      chrome={chrome}
      frame={full}
      values={typed}
      variables={variables}
      ssoUrl={HOSTILE}
      signIn={{ secondFactor: true, signInMinutes: HOSTILE }}
      errors={errors}
    />,
  ],
  [
    'Bookmark',
    <BookmarkPage chrome={chrome} frame={{ ...small, bookmark: true }} bookmarkUrl="" errors={{}} />,
    <BookmarkPage chrome={chrome} frame={full} bookmarkUrl={JS} pending="deactivate" errors={errors} />,
  ],
  [
    'User Groups',
    <UserGroupsPage chrome={chrome} frame={small} groups={[]} direct={[]} directTotal={0} />,
    <UserGroupsPage
      chrome={chrome}
      frame={full}
      groups={[group]}
      direct={[person]}
      directTotal={300}
      review={{ adds: 38, removes: 2, confirmation: HOSTILE }}
    />,
  ],
  [
    'Activity',
    <ActivityPage chrome={chrome} frame={small} events={[]} />,
    <ActivityPage chrome={chrome} frame={full} events={[event]} olderHref={JS} />,
  ],
  [
    'deletion',
    <DeleteApplicationsPage chrome={chrome} applications={[]} typed="" errors={{}} />,
    <DeleteApplicationsPage chrome={chrome} applications={[doomed, doomed]} typed={HOSTILE} errors={errors} />,
  ],
];

test.each(PAGES)('%s: the least and the most there is are pages with one h1', (_name, least, most) => {
  for (const page of [least, most]) {
    const html = renderToString(page);
    expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
    expect(html).not.toMatch(/undefined|NaN|\[object/);
  }
});

test.each(PAGES)('%s: what people typed stays text', (_name, _least, most) => {
  const html = renderToString(most);
  expect(html).not.toContain('<script>');
  expect(html).not.toMatch(/<img src=x/);
  expect(html).not.toMatch(/(?:href|src|action)="javascript:/);
});

test.each(PAGES)('%s: every form that writes carries its token', (_name, least, most) => {
  for (const page of [least, most]) {
    const forms = renderToString(page).split('<form ').slice(1);
    for (const form of forms.filter((text) => /^[^>]*method="post"/.test(text))) {
      expect(form.slice(0, form.indexOf('</form>'))).toContain('name="_csrf" value="token-of-the-form"');
    }
  }
});

test.each(PAGES)('%s: no id stands for two things', (_name, _least, most) => {
  const ids = [...renderToString(most).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('Deactivate IdM connection is there while Identity Management is active, and asks with its size (M-042, M-205, A-16)', () => {
  const active = renderToString(<ActivityPage chrome={chrome} frame={{ ...full, label: 'Robin' }} events={[]} />);
  expect(active).toContain('href="/admin/applications/robin/identity-management/deactivation"');
  expect(active).toContain('1,236 accounts stay active there');
  expect(active).toContain('people may lose access if it is removed on one side alone');
  expect(active).toMatch(/<button class="btn danger">confirm<\/button>/);
  expect(renderToString(<ActivityPage chrome={chrome} frame={small} events={[]} />)).not.toContain('Deactivate IdM');
});

test.each([
  [400, 'badge ok', 'Valid'],
  [60, 'badge warn', '60 days left'],
  [1, 'badge warn', '1 day left'],
  [-1, 'badge bad', 'Expired'],
])('a certificate with %i days left is said in words (M-055)', (daysLeft, tone, words) => {
  expect(renderToString(<CertificateBadge daysLeft={daysLeft} />)).toBe(`<span class="${tone}">${words}</span>`);
});

test.each(PAGES)('%s: every label and every link of an error leads to a control', (_name, _least, most) => {
  const html = renderToString(most);
  const targets = [...html.matchAll(/<label[^>]* for="([^"]+)"|href="#(f-[^"]+)"/g)].map(
    ([, label, link]) => label ?? link,
  );
  const known = targets.filter((id) => html.includes(`id="${id}"`));
  const elsewhere = Object.keys(errors).map((name) => `f-${name.replace('.', '-')}`);
  expect(targets.filter((id) => !known.includes(id) && !elsewhere.includes(id ?? ''))).toEqual([]);
});

test('a connector with SCIM in beta says so in the catalogue (M-021, M-023)', () => {
  const html = renderToString(<CataloguePage chrome={chrome} q="" matched rows={[entry]} />);
  expect(html).toContain('Supported Functionality');
  expect(html).toContain('<span class="badge plain">SSO</span><span class="badge plain">JIT</span>');
  expect(html).toContain('<span class="badge plain">Beta</span>');
});
