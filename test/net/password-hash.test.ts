import { SecretText } from '../../src/core/secret-text';
import { makePasswordHasher } from '../../src/net/password-hash';

test.each([false, true])('W8: a crowd at the first check spoils none after it, known name: %s', async (isKnown) => {
  const right = new SecretText('correct horse battery staple');
  const known = await makePasswordHasher().hash(right);
  const unknown: unknown[] = [];
  const note = (error: unknown): void => void unknown.push(error);
  process.on('unhandledRejection', note);
  try {
    const hasher = makePasswordHasher(1, 0);
    const crowd = hasher.hash(right);
    await expect(hasher.check(right, isKnown ? known : undefined)).rejects.toMatchObject({ code: 'unavailable' });
    await crowd;
    expect(await hasher.check(right, undefined)).toBe(false);
    expect(await hasher.check(right, known)).toBe(true);
    expect(unknown).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});
