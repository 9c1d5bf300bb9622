import fc from 'fast-check';
import { equalsFilter } from '../../src/scim/filter';

describe('RFC 7644 section 3.4.2.2: filters', () => {
  test('S-filter: a user name can not end the quotes', () => {
    expect(equalsFilter('userName', 'a" or userName pr or userName eq "b')).toBe(
      String.raw`userName eq "a\" or userName pr or userName eq \"b"`,
    );
    expect(equalsFilter('userName', 'a\\')).toBe(String.raw`userName eq "a\\"`);
  });

  test('whatever the text, what follows eq is one JSON string that stands for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = equalsFilter('userName', text).slice('userName eq '.length);
        expect(JSON.parse(written)).toBe(text);
        expect(() => encodeURIComponent(written)).not.toThrow();
      }),
    );
  });

  test.each(['', 'userName pr or', 'a b', 'a"', '(id', 'emails[value]'])('the path %p is refused', (path) => {
    expect(() => equalsFilter(path, 'x')).toThrow('no attribute path');
  });
});
