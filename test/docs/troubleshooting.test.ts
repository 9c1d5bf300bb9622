import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silenceSentence, notScimSentence, slowDownSentence, unauthorizedSentence } from '../../src/scim/sentences';
import { errors } from '../../src/words/en/errors';
import { refusals } from '../../src/words/en/refusals';
import { sentences } from '../../src/words/en/sentences';

const text = readFileSync(join(__dirname, '../../docs/troubleshooting.md'), 'utf8');
const flowing = text.replace(/\s+/g, ' ');
/** Each heading with what stands below it. */
const answers = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.split('\n')[0] ?? '', part.split('\n').slice(1).join(' ').trim()] as const),
);

const nobody = { application: undefined };

test.each(Object.entries(refusals))('the refusal %s is explained under its own words', (_name, { title }) => {
  expect(answers.get(title(nobody as never))?.length).toBeGreaterThan(60);
});

test('so is every page of errors, and why Passo is busy', () => {
  for (const page of Object.values(errors)) {
    if (typeof page === 'object' && 'title' in page)
      expect([page.title, answers.has(page.title)]).toEqual([page.title, true]);
  }
  for (const name of ['database_full', 'database_busy', 'database_away'] as const) {
    expect(flowing).toContain(sentences[name]().split(/(?<=\.) /)[0]);
  }
});

test('so is what keeps an application from being reached', () => {
  const label = 'Robin';
  const silence = { kind: 'silence', detail: 'x', tookMs: 1_000 } as const;
  const said = [
    silenceSentence({ label }, { ...silence, reason: 'timeout' }),
    silenceSentence({ label }, { ...silence, reason: 'refused-address' }),
    silenceSentence({ label }, { ...silence, reason: 'connect' }),
    notScimSentence({ label }, 'page'),
    notScimSentence({ label }, 'redirect'),
    slowDownSentence({ label }, undefined),
    unauthorizedSentence({ label }, 401, { method: 'GET', path: '/Users' }),
    unauthorizedSentence({ label }, 403, { method: 'GET', path: '/Users' }),
  ];
  const headings = [...answers.keys()].map((heading) => heading.toLowerCase());
  for (const sentence of said) {
    const known = headings.filter((heading) => sentence.toLowerCase().includes(heading));
    expect([sentence, known.length > 0]).toEqual([sentence, true]);
  }
});
