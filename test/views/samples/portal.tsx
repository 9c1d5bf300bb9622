import { inLanguage } from '../../../src/words/catalog';
import { RequestListPage } from '../../../views/admin/requests/index';
import { RequestPage } from '../../../views/admin/requests/show';
import { OrganisationPage } from '../../../views/admin/settings/organisation';
import { NAME_PLACE } from '../../../views/parts/reading/named';
import { HelpPage } from '../../../views/portal/help';
import { PortalHomePage } from '../../../views/portal/home';
import { ProfilePage } from '../../../views/portal/profile';
import { RequestsPage } from '../../../views/portal/requests';
import { UnreadyPage } from '../../../views/portal/unready';
import { FULL, MINUTE, NOW, page, PLAIN, SIGNED_IN, type Sample } from './props';

const GERMAN = { ...SIGNED_IN, ...inLanguage('de'), logo: '/branding/logo?v=abc', path: '/' };
const EVENT = '01JDA83F5TQ4M8Z0V7X2K9R3RQ';
const ROBIN = { id: 'A1', label: 'Robin', href: '/apps/robin', bookmark: false } as const;

/** The User Portal beyond its first page, what it asks of admins, and what admins set for it. */
export const PORTAL: readonly Sample[] = [
  page('portal, German, on its way', PortalHomePage, {
    chrome: GERMAN,
    firstName: 'نور',
    hour: 20,
    total: 9,
    view: 'list',
    tiles: [
      { ...ROBIN, account: 'setting-up' },
      { ...ROBIN, id: 'B2', account: 'failed' },
    ],
    used: [ROBIN],
  }),
  page('account on its way', UnreadyPage, {
    chrome: SIGNED_IN,
    label: 'Robin',
    href: '/apps/robin',
    state: 'setting-up',
  }),
  page('account refused', UnreadyPage, {
    chrome: GERMAN,
    label: 'Robin',
    href: '/apps/robin',
    state: 'failed',
    eventId: EVENT,
  }),
  page('ask for access, plain', RequestsPage, { chrome: { ...SIGNED_IN, path: '/requests' }, requests: [] }),
  page('ask for access, refused', RequestsPage, {
    chrome: { ...GERMAN, path: '/requests' },
    values: { wanted: 'Wiki', reason: '' },
    errors: { reason: 'Schreiben Sie, wofür Sie sie brauchen.' },
    requests: [
      { id: EVENT, wanted: 'Wiki', reason: 'Work', state: 'open', createdAt: NOW - MINUTE },
      {
        id: EVENT,
        wanted: 'Atlas',
        reason: 'Work',
        state: 'granted',
        createdAt: NOW,
        decidedAt: NOW,
        href: '/apps/atlas',
      },
      { id: EVENT, wanted: 'Vault', reason: 'Work', state: 'declined', createdAt: NOW, answer: 'Not for us' },
    ],
  }),
  page('ask for access, known', RequestsPage, {
    chrome: { ...FULL, path: '/requests' },
    known: { label: 'Robin', event: EVENT },
    message: 'You have asked for this already.',
    requests: [],
  }),
  page('help, plain', HelpPage, { chrome: { ...SIGNED_IN, path: '/help' }, contact: {} }),
  page('help, full', HelpPage, {
    chrome: { ...GERMAN, path: '/help' },
    contact: { name: 'IT', mail: 'it@fernhill.example', phone: '+49 30 12', link: 'https://help.fernhill.example/' },
    typed: EVENT,
    found: { id: EVENT, at: NOW, text: `Sie wurden bei ${NAME_PLACE} nicht angemeldet.`, name: 'Robin', refused: true },
  }),
  page('help, not found', HelpPage, {
    chrome: { ...SIGNED_IN, path: '/help' },
    contact: {},
    typed: 'x',
    problem: 'There is no such event about you.',
  }),
  page('profile, plain', ProfilePage, {
    chrome: { ...SIGNED_IN, path: '/profile' },
    rows: [{ name: 'username', values: ['p.kaul'], signOn: [], always: [] }],
    editable: [],
  }),
  page('profile, refused', ProfilePage, {
    chrome: { ...GERMAN, path: '/profile' },
    rows: [
      {
        name: 'phoneNumbers',
        values: ['+49 30 1', '+49 30 2'],
        signOn: ['Robin', 'BlogIn', 'Atlas'],
        always: ['Robin'],
      },
      { name: 'password', values: [], signOn: [], always: ['BlogIn'] },
      { name: 'timezone', values: [], signOn: ['Robin'], always: [] },
    ],
    editable: [{ name: 'timezone', value: 'Mars' }, { name: 'workPhone' }],
    language: 'de',
    errors: { timezone: 'Geben Sie eine Zeitzone wie Europe/Berlin ein.' },
  }),
  page('requests, plain', RequestListPage, {
    chrome: PLAIN,
    open: true,
    rows: [],
    waiting: 0,
    page: 1,
    pages: 1,
  }),
  page('requests, decided', RequestListPage, {
    chrome: FULL,
    open: false,
    rows: [
      {
        ...{ id: EVENT, person: 'Noor Abadi', wanted: 'Robin', reason: 'Work', state: 'granted' as const },
        ...{ createdAt: NOW - MINUTE, decidedAt: NOW, decidedBy: 'sam.okafor' },
      },
    ],
    waiting: 3,
    page: 2,
    pages: 3,
  }),
  page('request, own words', RequestPage, {
    chrome: FULL,
    id: EVENT,
    person: { name: 'Noor Abadi', username: 'n.abadi', href: '/admin/users/1' },
    wanted: 'The one with the maps',
    reason: 'Work',
    state: 'open',
    createdAt: NOW,
    applications: [{ slug: 'atlas', label: 'Atlas' }],
    mayDecide: true,
  }),
  page('request, refused', RequestPage, {
    chrome: FULL,
    id: EVENT,
    person: { name: 'Noor Abadi', username: 'n.abadi', href: '/admin/users/1' },
    wanted: 'Atlas',
    reason: 'Work',
    state: 'open',
    createdAt: NOW,
    application: {
      ...{ id: EVENT, label: 'Atlas', href: '/admin/applications/atlas', active: false, granted: true },
      groups: [{ id: 'g', name: 'Design', people: 3, alsoGives: ['Robin'] }],
    },
    mayDecide: true,
    typed: { form: 'grant', how: 'g', answer: 'Welcome' },
    errors: { how: 'Choose a group that has Atlas.' },
  }),
  page('request, read only', RequestPage, {
    chrome: FULL,
    id: EVENT,
    person: { name: 'Noor Abadi', username: 'n.abadi', href: '/admin/users/1' },
    wanted: 'Atlas',
    reason: 'Work',
    state: 'declined',
    createdAt: NOW,
    decided: { by: 'sam.okafor', at: NOW, answer: 'Not for us' },
    mayDecide: false,
  }),
  page('organisation, plain', OrganisationPage, {
    chrome: SIGNED_IN,
    values: { name: 'Fernhill Works' },
    editable: [],
    address: { baseUrl: 'https://sso.fernhill.example', browserUrl: 'https://sso.fernhill.example' },
  }),
  page('organisation, refused', OrganisationPage, {
    chrome: { ...FULL, logo: '/branding/logo?v=abc' },
    values: { name: '', contactName: 'IT' },
    editable: ['displayName'],
    address: { baseUrl: 'http://sso.fernhill.example', browserUrl: 'http://10.0.0.1', proxy: 'not-trusted' },
    errors: { name: 'Enter the name of your organisation.', image: 'Choose a PNG, JPEG or WebP image.' },
  }),
];
