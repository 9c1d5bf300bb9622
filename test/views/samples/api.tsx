import { ApiKeysPage } from '../../../views/admin/settings/api-keys/list';
import { NewApiKeyPage } from '../../../views/admin/settings/api-keys/new';
import type { ApiKeyView } from '../../../views/admin/settings/api-keys/props';
import { ApiKeyPage } from '../../../views/admin/settings/api-keys/show';
import { SCHEMAS, type ApiSection } from '../../../views/api/props';
import { ApiReferencePage, ApiSchemasPage, ApiSectionPage } from '../../../views/api/reference';
import { FULL, page, SIGNED_IN, type Sample } from './props';

const SCOPES = [
  { name: 'users:read', words: 'Read people' },
  { name: 'groups:write', words: 'Change user groups and their members' },
];
const KEY: ApiKeyView = {
  id: 'K1',
  name: 'nightly',
  prefix: 'passo_AbCdEf',
  scopes: SCOPES,
  badge: { kind: 'ok', word: 'Works' },
  revoked: false,
  createdBy: 'sam.okafor',
  createdAt: FULL.now - 86_400_000,
};
const REFUSED: ApiKeyView = {
  ...KEY,
  id: 'K2',
  badge: { kind: 'bad', word: 'Refused' },
  remark: 'The person who made this API key is suspended.',
  expiresAt: FULL.now + 86_400_000,
  lastUsedAt: FULL.now - 60_000,
  lastUsedIp: '203.0.113.7',
};
const REVOKED: ApiKeyView = {
  ...KEY,
  id: 'K3',
  badge: { kind: 'off', word: 'Revoked' },
  revoked: true,
  revokedAt: FULL.now - 1_000,
  revokedBy: 'sam.okafor',
};
const LIVES = [
  { value: '90', label: 'In 90 days' },
  { value: 'never', label: 'Never' },
];
const FORM = { name: '', scopes: [], ends: '90', offered: SCOPES, lives: LIVES };
const SHOWN = { baseUrl: 'https://passo.example.com', name: 'nightly' };
const FIELD = { name: 'items[].user', type: 'list of', schema: 'User', required: true, text: 'Such as `x`.' };

const SECTION: ApiSection = {
  slug: 'people',
  title: 'People',
  operations: [
    {
      id: 'createUser',
      method: 'post',
      path: '/users',
      summary: 'Add a person',
      paragraphs: ['Needs the scope `users:write`.'],
      parameters: [{ ...FIELD, place: 'header', name: 'Idempotency-Key', required: false }],
      body: { required: true, fields: [FIELD, { name: 'b', type: 'text', required: false }] },
      answers: [
        { status: '201', text: 'It is made.', schema: 'User', fields: [] },
        { status: '200', text: 'A file.', mediaType: 'text/csv', fields: [FIELD] },
      ],
      refusals: '400, 401',
    },
  ],
};
const CONTENTS = [SECTION, SCHEMAS].map(({ slug, title }) => ({ slug, title }));

/** The keys of programs, and the page of the API. */
export const API: readonly Sample[] = [
  page('API keys, none', ApiKeysPage, { chrome: SIGNED_IN, keys: [], writes: true }),
  page('API keys, read only', ApiKeysPage, { chrome: SIGNED_IN, keys: [KEY], writes: false }),
  page('API keys, full', ApiKeysPage, { chrome: FULL, keys: [KEY, REFUSED, REVOKED], writes: true }),
  page('new API key, plain', NewApiKeyPage, { chrome: SIGNED_IN, ...FORM }),
  page('new API key, refused', NewApiKeyPage, {
    chrome: FULL,
    ...FORM,
    name: 'nightly',
    scopes: ['users:read'],
    errors: { name: 'There is an API key called nightly already.', scopes: 'Choose what the key may do.' },
    message: 'Check what you entered.',
  }),
  page('API key, made just now', ApiKeyPage, {
    chrome: FULL,
    apiKey: KEY,
    ...SHOWN,
    secret: `passo_${'A'.repeat(39)}`,
    writes: true,
  }),
  page('API key, refused name', ApiKeyPage, {
    chrome: SIGNED_IN,
    apiKey: REFUSED,
    ...SHOWN,
    writes: true,
    errors: { name: 'Enter a name.' },
  }),
  page('API key, revoked', ApiKeyPage, { chrome: SIGNED_IN, apiKey: REVOKED, ...SHOWN, writes: true }),
  page('API', ApiReferencePage, {
    chrome: SIGNED_IN,
    baseUrl: 'https://passo.example.com',
    scopes: SCOPES,
    problems: [{ type: 'invalid', status: 422, title: 'Something in the request is not right' }],
    ...{ contents: CONTENTS, sections: [SECTION] },
  }),
  page('API, a section', ApiSectionPage, { chrome: FULL, contents: CONTENTS, section: SECTION }),
  page('API, schemas', ApiSchemasPage, {
    chrome: FULL,
    contents: CONTENTS,
    schemas: [{ name: 'User', fields: [FIELD] }],
  }),
];
