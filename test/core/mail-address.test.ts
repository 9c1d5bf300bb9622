import { isMailAddress } from '../../src/core/mail-address';

test.each([
  ['a@b.example', true],
  ['ünïcode@fernhill.example', true],
  ["o'brien+x@fernhill.example", true],
  ['a@b@c', false],
  ['"a b"@c', false],
  ['a@b>', false],
  ['a@b\n', false],
  ['a,b@c', false],
  [`${'a'.repeat(65)}@b`, false],
])('%j is one plain address: %s', (text, plain) => {
  expect(isMailAddress(text)).toBe(plain);
});
