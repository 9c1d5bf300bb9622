import type { SloEndpoint } from '../../../src/core/application';
import { answerTarget, requestTarget } from '../../../src/saml/logout/outgoing';
import { gather, matchSessions, type SignedOn } from '../../../src/saml/logout/match';
import { refusal } from '../support';

const redirect: SloEndpoint = { binding: 'redirect', url: 'https://sp.example/r' };
const post: SloEndpoint = { binding: 'post', url: 'https://sp.example/p', responseUrl: 'https://sp.example/p2' };
const soap: SloEndpoint = { binding: 'soap', url: 'https://sp.example/s' };

describe('where logout messages go', () => {
  test.each([
    ['Redirect first', [soap, post, redirect], 'https://sp.example/r', 'https://sp.example/r'],
    ['POST without it, answers to their own address', [soap, post], 'https://sp.example/p', 'https://sp.example/p2'],
    ['SOAP when there is nothing else, and then no answer', [soap], 'https://sp.example/s', undefined],
    ['nowhere', [], undefined, undefined],
  ])('%s', (_name, endpoints, request, answer) => {
    expect(requestTarget(endpoints)?.url).toBe(request);
    expect(answerTarget(endpoints)?.url).toBe(answer);
  });

  test('never to what is no web address', () => {
    for (const url of ['javascript:alert(1)', '//evil.example', 'https://a@b.example/', 'https://x.example/#f', '']) {
      const endpoints: SloEndpoint[] = [
        { binding: 'redirect', url },
        { binding: 'post', url: 'https://sp.example/p', responseUrl: url },
      ];
      expect([requestTarget(endpoints), answerTarget(endpoints)]).toEqual([undefined, undefined]);
    }
  });
});

describe('which sessions a request is about', () => {
  const on = (session: string, value: string, index: string, application = 'a'): SignedOn => ({
    ...{ sessionHash: session, applicationId: application, sessionIndex: index, nameId: { format: 'f', value } },
  });
  const index = `_${'0'.repeat(40)}`;
  const ask = (sessionIndexes: string[], byIndex: SignedOn[], byName: SignedOn[] = []) =>
    matchSessions({ id: '_r', nameId: { value: 'anna' }, sessionIndexes }, { byIndex, byName });

  test('those it names, or all of the person', () => {
    expect(ask([index], [on('1', 'anna', index)])).toHaveLength(1);
    expect(ask([], [], [on('1', 'anna', 'x'), on('2', 'anna', 'y')])).toHaveLength(2);
    expect(ask([index], [])).toEqual([]);
  });

  test.each([
    ['a session of somebody else', () => ask([index], [on('1', 'boss', index)])],
    ['one of each', () => ask([index, 'x'], [on('1', 'anna', index), on('2', 'boss', 'x')])],
    ['a session that never was', () => ask(['1'], [])],
    ['nobody', () => ask([], [])],
  ])('%s is refused, to be told to the application', (_name, run) => {
    expect(refusal(run)).toMatchObject({ code: 'unknown_principal', deliver: 'to-sp', facts: { inResponseTo: '_r' } });
  });

  test('one request for each application and name, with every session of it', () => {
    const found = gather([
      on('1', 'anna', 'x'),
      on('2', 'anna', 'y'),
      on('2', 'other', 'z'),
      on('1', 'anna', 'x', 'b'),
    ]);
    expect(found.map(({ first, sessionIndexes }) => [first.applicationId, first.nameId.value, sessionIndexes])).toEqual(
      [
        ['a', 'anna', ['x', 'y']],
        ['a', 'other', ['z']],
        ['b', 'anna', ['x']],
      ],
    );
  });
});
