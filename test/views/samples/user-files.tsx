import { allCounts } from '../../../src/core/user-file/file';
import type { FilePageProps } from '../../../views/admin/user-files/props';
import { FilePage } from '../../../views/admin/user-files/show';
import { UploadPage } from '../../../views/admin/user-files/upload';
import { FULL, MINUTE, NOW, page, SIGNED_IN, type Sample } from './props';

const id = '01JDA83F5TQ4M8Z0V7X2K9R3AP';
const href = `/admin/users/import/${id}`;
const some: FilePageProps = {
  ...{ chrome: SIGNED_IN, id, name: 'people.csv', state: 'ready', read: 'UTF-8, comma', total: 3 },
  ...{ progress: { done: 3, of: 3 }, counts: allCounts({}), columns: [], groups: [], mail: false, mailed: false },
  choices: { existing: 'skip', first: 'later', groupId: '' },
  lines: { shown: [], filter: 'problems', total: 0, page: 1, pageSize: 50 },
};
const full: FilePageProps = {
  ...{
    ...some,
    chrome: FULL,
    mail: true,
    total: 12_400,
    counts: allCounts({ new: 9_000, change: 3_000, problem: 400 }),
  },
  columns: [
    { heading: 'Benutzername', example: 'p.kaul', property: 'username' },
    { heading: '', example: '', property: '' },
  ],
  groups: [{ value: '01JDA83F5TQ4M8Z0V7X2K9R3AQ', label: 'Sales' }],
  lines: {
    ...{ filter: 'problems', total: 400, page: 2, pageSize: 50 },
    shown: [
      { line: 52, name: 'p.kaul', outcome: 'problem', sentence: 'Column E-Mail: line 2 has the same email.' },
      { line: 53, name: 'עברית 🎈', outcome: 'new' },
      { line: 54, name: 'x', outcome: 'created', person: { name: 'Priya Kaul', href: '/admin/users/1' } },
    ],
  },
};

/** Importing people from a file, on its way from the form to the results. */
export const USER_FILES: readonly Sample[] = [
  page('file of people, none yet', UploadPage, { chrome: SIGNED_IN, earlier: [] }),
  page('file of people, refused', UploadPage, {
    ...{
      chrome: FULL,
      pasted: 'username\n"x',
      errors: { file: 'Line 2: a quotation mark is opened and never closed.' },
    },
    earlier: [{ href, name: 'people.csv', state: 'done', total: 12_400, by: 'sam.okafor', at: NOW - MINUTE }],
  }),
  page('file of people, nothing to do', FilePage, some),
  page('file of people, no names', FilePage, { ...some, sentence: 'Choose which column holds the Username.' }),
  page('file of people, broken off', FilePage, { ...some, state: 'reading' }),
  page('file of people, preview', FilePage, full),
  page('file of people, columns refused', FilePage, {
    ...{ ...full, errors: { 'column.1': 'Username is held by another column.' }, message: 'Not like this.' },
  }),
  page('file of people, checking', FilePage, { ...full, state: 'checking' }),
  page('file of people, importing', FilePage, { ...full, state: 'importing', mailed: true }),
  page('file of people, stopped', FilePage, { ...full, state: 'stopped', sentence: 'Sam stopped the import.' }),
  page('file of people, done', FilePage, { ...some, state: 'done', counts: allCounts({ created: 3 }) }),
];
