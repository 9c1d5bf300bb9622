import fc from 'fast-check';
import { publishedCertificates, signingCertificateOf, type Certificate } from '../../src/core/certificate';
import type { ApplicationId, CertificateId } from '../../src/core/ids';
import {
  goBackTo,
  isBrowser,
  planned,
  readinessOf,
  RETIRE_MS,
  settle,
  switchTo,
  type MetadataReader,
} from '../../src/core/rotation';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;

const certificate = (id: string, more: Partial<Certificate> = {}): Certificate => ({
  id: id as CertificateId,
  applicationId: 'A' as ApplicationId,
  state: 'current',
  pem: '',
  fingerprint: `F-${id}`,
  notBefore: NOW - 900 * DAY,
  notAfter: NOW + 100 * DAY,
  algorithm: 'rsa',
  origin: 'generated',
  createdAt: NOW - 10 * DAY,
  ...more,
});
const states = (list: readonly Certificate[]): string => list.map(({ id, state }) => `${id} ${state}`).join(', ');

describe('a rotation', () => {
  const pair = [certificate('one'), certificate('two', { state: 'next', switchAt: NOW + DAY })];
  const two = 'two' as CertificateId;
  const one = 'one' as CertificateId;

  it('switches: the old one can be gone back to for 14 days', () => {
    const after = switchTo(pair, two, NOW);
    expect(states(after)).toBe('one retiring, two current');
    expect(after.map(({ retireAt, switchAt }) => [retireAt, switchAt])).toEqual([
      [NOW + RETIRE_MS, undefined],
      [undefined, undefined],
    ]);
  });

  it('goes back: the new one is the next again, without a date', () => {
    const after = goBackTo(switchTo(pair, two, NOW), one, NOW + DAY);
    expect(states(after)).toBe('one current, two next');
    expect(after.flatMap(({ retireAt, switchAt }) => [retireAt, switchAt])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(signingCertificateOf(after, NOW + 1000 * DAY)?.id).toBe(one);
  });

  it('goes back while another one is next already: that one stays next', () => {
    const after = goBackTo([...switchTo(pair, two, NOW), certificate('three', { state: 'next' })], one, NOW);
    expect(states(after)).toBe('one current, two retiring, three next');
  });

  it('by a date: signs with the next one from that moment on, and publishes it first', () => {
    expect([-1, 0, 1].map((ms) => signingCertificateOf(pair, NOW + DAY + ms)?.id)).toEqual([one, two, two]);
    expect(publishedCertificates(pair, NOW).map(({ id }) => id)).toEqual([one, two]);
    expect(publishedCertificates(pair, NOW + DAY).map(({ id }) => id)).toEqual([two, one]);
    expect(settle(pair, NOW + DAY - 1).switched).toBeUndefined();
    const settled = settle(pair, NOW + DAY);
    expect(settled.switched).toMatchObject({ id: two, state: 'current' });
    expect(states(settled.certificates)).toBe('one retiring, two current');
    const again = settle(settled.certificates, NOW + DAY);
    expect([again.switched, again.retired, states(again.certificates)]).toEqual([
      undefined,
      [],
      states(settled.certificates),
    ]);
  });

  it('retires: it leaves the metadata and its key is destroyed when its time is over, not before', () => {
    const after = switchTo(pair, two, NOW);
    expect(publishedCertificates(after, NOW + RETIRE_MS - 1)).toHaveLength(2);
    expect(settle(after, NOW + RETIRE_MS - 1).retired).toEqual([]);
    expect(publishedCertificates(after, NOW + RETIRE_MS).map(({ id }) => id)).toEqual([two]);
    expect(settle(after, NOW + RETIRE_MS).retired.map(({ id }) => id)).toEqual([one]);
  });

  it('a plan that was called off never switches', () => {
    const calm = pair.map((item) => (item.state === 'next' ? planned(item, undefined) : item));
    expect(signingCertificateOf(calm, NOW + 1000 * DAY)?.id).toBe(one);
    expect('switchAt' in (calm[1] ?? {})).toBe(false);
  });

  it('an expired certificate goes on being the one in use', () => {
    const old = [certificate('one', { notAfter: NOW - DAY })];
    expect(signingCertificateOf(old, NOW)?.id).toBe(one);
    expect(publishedCertificates(old, NOW)).toHaveLength(1);
  });

  it('whatever happens in whatever order, one is current, at most one is next, and what signs is published', () => {
    const step = fc.record({
      act: fc.constantFrom('create', 'switch', 'plan', 'call-off', 'back', 'discard', 'settle', 'wait'),
      wait: fc.integer({ min: 0, max: 20 * DAY }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let list: readonly Certificate[] = [certificate('0')];
        let now = NOW;
        steps.forEach(({ act, wait }, index) => {
          now += wait;
          const signedBefore = signingCertificateOf(list, now)?.id;
          list = settle(list, now).certificates;
          expect(signingCertificateOf(list, now)?.id).toBe(signedBefore);
          const next = list.find(({ state }) => state === 'next');
          const old = list.find(({ state }) => state === 'retiring');
          if (act === 'create' && next === undefined)
            list = [...list, certificate(String(index + 1), { state: 'next' })];
          if (act === 'switch' && next !== undefined) list = switchTo(list, next.id, now);
          if (act === 'plan' && next !== undefined)
            list = list.map((item) => (item === next ? planned(item, now + wait + 1) : item));
          if (act === 'call-off' && next !== undefined)
            list = list.map((item) => (item === next ? planned(item, undefined) : item));
          if (act === 'back' && old !== undefined) list = goBackTo(list, old.id, now);
          if (act === 'discard') list = list.filter((item) => item !== next);
          expect(list.filter(({ state }) => state === 'current')).toHaveLength(1);
          expect(list.filter(({ state }) => state === 'next').length).toBeLessThan(2);
          const signing = signingCertificateOf(list, now);
          expect(publishedCertificates(list, now)[0]).toBe(signing);
          expect(list.filter(({ state, retireAt }) => (state === 'retiring') !== (retireAt !== undefined))).toEqual([]);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('what tells that an application knows a certificate', () => {
  const next = certificate('two', { state: 'next', createdAt: NOW });
  const reader = (more: Partial<MetadataReader> = {}): MetadataReader => ({
    clientIp: '192.0.2.7',
    userAgent: 'Robin/3',
    fingerprints: ['F-one', 'F-two'],
    lastAt: NOW + 1,
    ...more,
  });

  it('a read since then that saw it, by a program', () => {
    expect(readinessOf(next, [reader()])).toEqual({ ready: true, read: reader() });
    expect(readinessOf(next, [reader({ lastAt: NOW + 5 }), reader()]).read?.lastAt).toBe(NOW + 5);
  });

  it.each([
    ['nobody read', []],
    ['a read before', [reader({ lastAt: NOW - 1 })]],
    ['a read that saw the old one alone', [reader({ fingerprints: ['F-one'] })]],
    [
      'a browser: Chromium',
      [reader({ userAgent: 'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0 Safari/537.36' })],
    ],
    ['a browser: Firefox', [reader({ userAgent: 'Mozilla/5.0 (X11; rv:150.0) Gecko/20100101 Firefox/150.0' })]],
  ])('is not: %s', (_, readers) => {
    expect(readinessOf(next, readers)).toEqual({ ready: false });
  });

  it('a program that calls itself a little like a browser is a program', () => {
    expect(isBrowser({ userAgent: 'Mozilla/5.0 (compatible; Interact metadata)' })).toBe(false);
    expect(isBrowser({})).toBe(false);
  });

  it('the word of an admin; a test that passed goes beside and is not enough', () => {
    expect(readinessOf({ ...next, confirmedAt: NOW, confirmedBy: 'sam' }, [])).toEqual({
      ready: true,
      confirmed: { at: NOW, by: 'sam' },
    });
    expect(readinessOf({ ...next, testedAt: NOW }, [])).toEqual({ ready: false, testedAt: NOW });
  });
});
