import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { may, PERMISSION_WORDS, PERMISSIONS, ROLE_WORDS, USER_ROLES } from '../../../src/core/roles';
import { ACCESS_TABLE } from '../../../src/web/admin/access/table';

const text = readFileSync(join(__dirname, '../../../docs/admins.md'), 'utf8');

/** The cells of the rows of a table in Markdown, whatever its columns are padded to. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('docs/admins.md says what each role may do, as the table of roles does', () => {
  const roles = USER_ROLES.filter((role) => role !== 'user');
  expect(rows).toContainEqual(['May …', ...roles.map((role) => ROLE_WORDS[role].name)]);
  for (const permission of PERMISSIONS) {
    const answers = roles.map((role) => (may(role, permission) ? 'yes' : 'no'));
    expect(rows).toContainEqual([PERMISSION_WORDS[permission], ...answers]);
  }
});

test('docs/admins.md lists every act that asks for a recent sign-in, and no other', () => {
  const acts = ACCESS_TABLE.filter(({ recent }) => recent).map(({ what = '' }) => what);
  const listed = text
    .slice(text.indexOf('## Acts that ask'), text.indexOf('## What you typed'))
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2));
  expect(listed.sort()).toEqual([...new Set(acts)].sort());
});
