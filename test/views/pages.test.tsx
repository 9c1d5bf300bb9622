// As in src/web/render: hooks are loaded before the first page is written.
import 'preact/hooks';
import { render } from 'preact-render-to-string';
import { SAMPLES } from './samples/index';
import type { Change } from './samples/props';

const MARKUP = '"><img src=x onerror=alert(1)>\'';
const SCRIPT_ADDRESS = 'javascript:alert(1)//';

/** Names of properties whose values are ours: they choose a look or an address, and never come from people. */
const OURS = new Set([
  'kind',
  'badgeKind',
  'state',
  'status',
  'deed',
  'outcome',
  'why',
  'theme',
  'first',
  'action',
  'chrome',
  'path',
  'language',
]);

/** Puts a text into every property that may come from people or from other systems. */
function poison(text: string): Change {
  const change = (value: unknown): unknown => {
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map(change);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'words' || (typeof inner === 'string' && OURS.has(key)) ? inner : change(inner),
      ]),
    );
  };
  return <T,>(props: T) => change(props) as T;
}

describe.each(SAMPLES)('$name', ({ of }) => {
  const html = render(of());
  const count = (pattern: RegExp): number => html.match(pattern)?.length ?? 0;

  test('has one heading of the first level, one main part and a title that ends in the name', () => {
    expect(count(/<h1[ >]/g)).toBe(1);
    expect(count(/<main[ >]/g)).toBe(1);
    expect(html).toMatch(/<title>[^<]+ · Passo<\/title>/);
    expect(html).toMatch(/<html lang="(?:en|de)"/);
  });

  test('gives every control a label and every id once', () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const [control] of html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
      if (/type="(?:hidden|checkbox|radio)"/.test(control)) continue;
      const id = / id="([^"]*)"/.exec(control)?.[1] ?? '';
      expect(html).toMatch(new RegExp(`<label(?: class="vh")? for="${id}">`));
    }
    for (const [, id] of html.matchAll(/aria-(?:describedby|labelledby|controls)="([^"]*)"/g)) {
      for (const part of (id ?? '').split(' ')) expect(ids).toContain(part);
    }
  });

  test('carries the token of the form in every form that writes, and in no other', () => {
    for (const [, attributes, inside] of html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
      const writes = /method="post"/.test(attributes ?? '') && !/id="sso-post"/.test(attributes ?? '');
      expect(/name="_csrf" value="token-of-the-form"/.test(inside ?? '')).toBe(writes);
    }
  });

  test('runs under a policy without inline script, style or handlers', () => {
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style|<script(?! src=)/);
    expect(html).not.toMatch(/undefined|NaN|\[object/);
  });

  test('links every problem to the field it is about', () => {
    const summary = /<div class="summary".*?<\/div>/s.exec(html)?.[0] ?? '';
    for (const [, id] of summary.matchAll(/href="#([^"]*)"/g)) expect(html).toContain(` id="${id ?? ''}"`);
    if (summary !== '') expect(html).toContain('<title>Problem: ');
  });

  test('keeps markup in any value as text', () => {
    const hostile = render(of(poison(MARKUP)));
    expect(hostile).not.toContain('<img src=x');
    expect(hostile).toMatch(/&lt;img src=x|%3Cimg%20src%3Dx/);
    expect(hostile.match(/<script\b/g)).toEqual(html.match(/<script\b/g));
  });

  test('makes no link, form or picture of a javascript: address', () => {
    const hostile = render(of(poison(SCRIPT_ADDRESS)));
    expect(hostile).not.toMatch(/ (?:href|action|src|formaction)="\s*javascript:/i);
  });
});
