import { jsonSchema } from '../../../src/actions/config-file/documents';
import { readConfigFile } from '../../../src/actions/config-file/read';

const robin = (more = ''): string => `apiVersion: passo/v1
kind: Application
slug: robin
connector: robin
displayLabel: Robin
${more}`;

const problemsOf = (text: string): string[] =>
  readConfigFile(text).problems.map(({ line, path, sentence }) => `${line} ${path} ${sentence}`.replace(/ +/g, ' '));

describe('a file with objects', () => {
  test('the example of the documentation is read', () => {
    const { objects, problems } = readConfigFile(
      robin(`showInUserPortal: true
sso: { variables: { domain: fernhill } }
identityManagement:
  active: true
  manageGroups: true
  tokenKey: { env: ROBIN_SCIM_TOKEN } # or { file: /run/secrets/robin }
userGroups: [engineering, design]
`),
    );
    expect(problems).toEqual([]);
    expect(objects[0]?.document).toMatchObject({ kind: 'Application', userGroups: ['engineering', 'design'] });
  });

  test.each([
    ['a field that is misspelt', robin('displayLable: x'), ['6 displayLable This is no field of this object.']],
    ['a value of the wrong kind', robin('showInUserPortal: "yes"'), ['6 showInUserPortal Write a boolean here.']],
    [
      'a value out of the list, deep inside',
      robin('sso:\n  nameId:\n    format: emial\n    from: email'),
      ['8 sso.nameId.format Write one of email, unspecified, persistent, transient.'],
    ],
    ['a missing field', robin().replace('connector: robin\n', ''), ['1 connector This is missing.']],
    [
      'a secret in the file',
      robin('identityManagement:\n  active: true\n  tokenKey: abc'),
      [expect.stringMatching(/^8 identityManagement\.tokenKey Write \{ env: .* does not belong into this file\.$/)],
    ],
    [
      'a wrong kind',
      'apiVersion: passo/v1\nkind: Aplication\n',
      [expect.stringMatching(/^2 kind .* Did you mean Application\?$/)],
    ],
    ['another form', robin().replace('passo/v1', 'passo/v9'), ['1 apiVersion Write apiVersion: passo/v1.']],
    ['the same object twice', `${robin()}---\n${robin()}`, ['7 Application robin stands in line 1 already.']],
    ['a key twice', robin('slug: robin'), [expect.stringMatching(/^6 Map keys must be unique/)]],
    ['no object', '- one\n- two\n', ['1 Write an object with apiVersion and kind.']],
    ['rubbish', '{{{', [expect.stringMatching(/^1 /)]],
    ['a tag of another language', robin('note: !!js/function "x"'), [expect.stringMatching(/^6 .*tag/i)]],
    ['a name from a prototype', 'apiVersion: passo/v1\nkind: constructor\n', [expect.stringMatching(/^2 kind /)]],
  ])('%s is named with its line', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expect.arrayContaining(expected as string[]));
    expect(readConfigFile(text).problems.length).toBeGreaterThan(0);
  });

  test('references that would grow without end are refused before they are followed', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const before = String.fromCharCode(96 + level);
      const name = String.fromCharCode(97 + level);
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    const began = Date.now();
    expect(problemsOf(bomb.join('\n'))[0]).toMatch(/References \(\*name\) are not taken here/);
    expect(problemsOf(`${'['.repeat(3_000)}${']'.repeat(3_000)}`).length).toBeGreaterThan(0);
    expect(problemsOf('x'.repeat(17 * 1_048_576))[0]).toMatch('16 MB at most');
    expect(problemsOf(robin('<<: *a'))[0]).toMatch(/^6 /);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test('empty documents count for nothing, and the schema is one for editors', () => {
    expect(readConfigFile('---\n---\n# only a comment\n')).toEqual({ objects: [], problems: [] });
    expect(JSON.stringify(jsonSchema())).toContain('"tokenKey"');
  });
});
