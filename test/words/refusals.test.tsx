import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'preact-render-to-string';
import type { Application } from '../../src/core/application';
import { refusalWords } from '../../src/web/error-words';
import { logoutWords } from '../../src/web/sso/logout-words';
import { inLanguage, wordsOf } from '../../src/words/catalog';
import { ErrorPage } from '../../views/gate/error';
import { expectGerman } from './support';

describe('UX 26: whatever is refused has German words', () => {
  const source = readFileSync(join(__dirname, '../../src/saml/errors.ts'), 'utf8');
  const codes = [...(/type SamlErrorCode =([^;]*);/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
    ([, code]) => code ?? '',
  );
  const all = [...codes, 'user_not_in_group', 'user_suspended', 'sso_inactive', 'second_factor', 'sign_in_old'];

  test.each(all)('%s, with the application and without', (code) => {
    expect(all.length).toBeGreaterThan(20);
    for (const application of [undefined, 'Nordwind']) {
      const logout = (startedBy: 'sp' | 'idp'): Parameters<typeof logoutWords>[1] => ({
        code,
        sentence: '',
        startedBy,
      });
      const answered = { ...logout('idp'), application: { label: 'Nordwind' } as Application };
      for (const { status, ...words } of [
        refusalWords(wordsOf('de'), { code }, application),
        logoutWords(wordsOf('de'), logout('sp'), application),
        logoutWords(wordsOf('de'), answered, application),
      ]) {
        expect(status).toBeGreaterThanOrEqual(400);
        const chrome = { ...inLanguage('de'), organisation: 'F', version: '1', csrfToken: '', now: 0, path: '/' };
        expectGerman(`<!doctype html>${render(<ErrorPage chrome={chrome} {...words} />)}`);
      }
    }
  });
});
