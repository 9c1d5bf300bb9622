import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import supertest from 'supertest';
import { makeSetupToken } from '../../src/actions/sessions/setup';
import { createUser } from '../../src/actions/users/create';
import { setLanguage } from '../../src/actions/users/language';
import { setTemporaryPassword } from '../../src/actions/users/set-password';
import { suspendUser } from '../../src/actions/users/suspend';
import { buildApp } from '../../src/app';
import type { Actor } from '../../src/actions/deps';
import { listEvents } from '../../src/store/events';
import { profileOf, startPasso } from '../support/passo';
import { ACS, ENTITY, PASSWORD, startWebBench, type WebBench } from '../vulnerabilities/web-bench';
import { BrowserSession } from '../web/browser-session';
import { expectGerman } from './support';

const WISH = 'de-DE,de;q=0.9,en;q=0.5';
let bench: WebBench;
beforeAll(async () => {
  bench = await startWebBench();
});
afterAll(() => bench.stop());

/** Somebody whose browser wishes for German. */
class GermanBrowser extends BrowserSession {
  constructor(app: ConstructorParameters<typeof BrowserSession>[0]) {
    super(app);
    void this.agent.set('Accept-Language', WISH);
  }
}
const browser = (): GermanBrowser => new GermanBrowser(bench.app);

const requestFor = (change: { acs?: string; issuer?: string; destination?: string } = {}): string => {
  const { acs = ACS, issuer = ENTITY, destination = 'http://localhost:9999/saml2/atlas' } = change;
  const xml =
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
    ` ID="_${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${new Date().toISOString()}"` +
    ` Destination="${destination}" AssertionConsumerServiceURL="${acs}"><saml:Issuer>${issuer}</saml:Issuer></samlp:AuthnRequest>`;
  return `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`;
};

describe('UX 26: a German browser reads German', () => {
  test('to sign in, and when the pair is wrong, the same for names nobody has (W8)', async () => {
    const reader = browser();
    expectGerman(await reader.open('/login'), 'Anmelden', 'Sie melden sich an bei Fernhill Works.');
    const wrong = async (username: string): Promise<string> => {
      const { status, text } = await reader.send('/login', { username, password: 'nicht das richtige' });
      expect(status).toBe(401);
      return expectGerman(text, 'Der Benutzername oder das Passwort ist nicht richtig.').replaceAll(username, '');
    };
    expect(await wrong('noor.abadi')).toBe(await wrong('niemand.hier'));
    const { text } = await reader.send('/login', { username: '', password: '' });
    expectGerman(text, 'Geben Sie Ihren Benutzernamen und Ihr Passwort ein.');
  });

  test('when a name pauses, told before (W7), while the log stays English', async () => {
    const reader = browser();
    await reader.open('/login');
    const texts: string[] = [];
    for (let index = 0; index < 11; index += 1) {
      texts.push((await reader.send('/login', { username: 'wer.auch.immer', password: 'nicht das richtige' })).text);
    }
    expectGerman(texts[8] ?? '', 'Nach einem weiteren Versuch macht dieses Konto eine Pause.');
    expectGerman(texts[10] ?? '', 'Zu viele Versuche. Warten Sie eine Minute');
    const events = await listEvents(bench.passo.context.db, { name: 'user_login_attempt', take: 20 });
    expect(JSON.stringify(events)).not.toMatch(/Versuch|Passwort/);
  });

  test('a suspended person with the right password', async () => {
    const { id } = await bench.addPerson('pause.person');
    await suspendUser(bench.passo.context, bench.actor, id);
    const reader = browser();
    await reader.open('/login');
    const { text } = await reader.send('/login', { username: 'pause.person', password: PASSWORD });
    expectGerman(text, 'Ihr Konto ist gesperrt.');
  });

  test('to change a temporary password, and what is wrong with the new one', async () => {
    const { id } = await bench.addPerson('neu.person');
    const given = await setTemporaryPassword(bench.passo.context, bench.actor, id);
    const reader = browser();
    await reader.open('/login');
    const signed = await reader.send('/login', { username: 'neu.person', password: given.reveal() });
    expectGerman(
      await reader.open(signed.headers['location'] ?? ''),
      'Ändern Sie Ihr Passwort',
      'Vorläufiges Passwort',
    );
    for (const password of ['kurz', 'aaaaaaaaaaaaaaaa', 'password1234', given.reveal(), 'x'.repeat(2_000)]) {
      const { status, text } = await reader.send('/password', { current: given.reveal(), password, next: '/' });
      expect(status).toBe(422);
      expectGerman(text, 'Es gibt ein Problem');
    }
    const wrong = await reader.send('/password', { current: 'falsch', password: 'neun bunte Regenschirme', next: '/' });
    expectGerman(wrong.text, 'Das ist nicht Ihr bisheriges Passwort.');
    expectGerman(
      await reader.sendAndFollow('/password', {
        ...{ current: given.reveal(), password: 'neun bunte Regenschirme', next: '/' },
      }),
      'Ihr Passwort ist geändert',
    );
  });

  test('behind an activation link, and behind one that is over', async () => {
    const { context } = bench.passo;
    const made = await createUser(context, bench.actor, profileOf('link.person', { firstname: 'Lina' }), 'link');
    const path = `/activate/${made.activationToken?.reveal() ?? ''}`;
    const reader = browser();
    expectGerman(await reader.open(path), 'Willkommen, Lina');
    const short = await reader.send(path, { password: 'kurz' });
    expectGerman(short.text, 'mindestens');
    await reader.sendAndFollow(path, { password: 'neun bunte Regenschirme' });
    expectGerman(await browser().open(path, 404), 'Dieser Link ist nicht mehr gültig');
    expectGerman(await browser().open('/password/forgot'), 'E-Mail');
  });

  test('in the portal: tiles, search, security, profile, help, and where nothing is', async () => {
    const reader = browser();
    await reader.signIn('noor.abadi', PASSWORD);
    expectGerman(await reader.open('/'), 'Alle Anwendungen', 'Atlas', 'Noor');
    expectGerman(await reader.open('/?q=zzz'), 'zzz');
    expectGerman(await reader.open('/security'), 'Wo Sie angemeldet sind', 'Unbekanntes Gerät', 'Angemeldet jetzt');
    expectGerman(await reader.open('/profile'), 'Profil');
    expectGerman(await reader.open('/help'), 'Hilfe');
    expectGerman(await reader.open('/security/nirgends', 404), 'Unter dieser Adresse gibt es nichts');
    expectGerman(await reader.open('/admin', 403), 'Sie können das nicht öffnen');
    const foreign = await reader.agent.post('/security/password').set('Sec-Fetch-Site', 'cross-site').send('a=b');
    expect(foreign.status).toBe(403);
    expectGerman(foreign.text, 'Sie können das nicht öffnen');
  });

  test('on the way to an application, the long way and the short one (P7)', async () => {
    const reader = browser();
    await reader.signIn('noor.abadi', PASSWORD);
    for (const path of ['/apps/atlas', `/saml2/atlas?${requestFor()}`]) {
      const answer = await reader.agent.get(path).redirects(3);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toContain('no-store');
      expectGerman(answer.text, 'Atlas wird geöffnet', 'Weiter');
    }
  });

  test('when a sign-on is refused; the part for admins is English and says so', async () => {
    const reader = browser();
    await bench.addPerson('ohne.gruppe');
    await reader.signIn('ohne.gruppe', PASSWORD);
    const refused: readonly (readonly [path: string, status: number, sentence: string])[] = [
      ['/apps/atlas', 403, 'Sie haben noch keinen Zugang zu Atlas'],
      ['/apps/gibt-es-nicht', 404, 'Die Anwendung, von der Sie kommen, ist nicht bekannt'],
      ['/saml2/gibt-es-nicht?SAMLRequest=x', 404, 'Die Anwendung, von der Sie kommen, ist nicht bekannt'],
      ['/saml2/atlas?SAMLRequest=x', 400, 'Die Anfrage von Atlas war nicht lesbar'],
      [`/saml2/atlas?${requestFor({ acs: 'https://evil.example/' })}`, 400, 'nicht auf ihrer Liste steht'],
      [`/saml2/atlas?${requestFor({ issuer: 'https://else.example' })}`, 400, 'ist nicht Atlas'],
      [`/saml2/atlas?${requestFor({ destination: 'https://else.example' })}`, 400, 'für eine andere Adresse bestimmt'],
      ['/saml2/resume/01JDA83F5TQ4M8Z0V7X2K9R3AP', 400, 'Dieser Anmeldelink ist zu alt'],
      ['/saml2/resume/halb', 404, 'Dieser Anmeldelink ist nicht vollständig.'],
      ['/saml2/atlas/slo?SAMLRequest=x', 400, 'Die Abmeldung von Atlas war nicht lesbar'],
      ['/logout/halb', 404, 'Diese Abmeldung gibt es nicht.'],
      ['/logout/01JDA83F5TQ4M8Z0V7X2K9R3AP', 404, 'Diese Abmeldung ist vorbei'],
    ];
    for (const [path, status, sentence] of refused) {
      const answer = await reader.agent.get(path);
      expect([path, answer.status]).toEqual([path, status]);
      expectGerman(answer.text, sentence, 'Sie sind angemeldet als ohne.gruppe.');
      if (answer.text.includes('<pre'))
        expect(answer.text).toMatch(/<pre class="code" lang="en">\s*Event +[0-9A-Z]{26}/);
    }
  });

  test('after signing out', async () => {
    const reader = browser();
    await reader.signIn('noor.abadi', PASSWORD);
    await reader.open('/');
    const path = (await reader.send('/logout', {})).headers['location'] ?? '';
    expectGerman(await reader.open(path), 'Sie sind abgemeldet');
  });
});

describe('UX 26: whose language it is', () => {
  const noor = (): Actor => ({ kind: 'user', id: bench.noor.id, name: bench.noor.username });

  test('a link chooses it for this browser, and keeps what waits', async () => {
    const reader = bench.browser();
    const english = await reader.open('/login?next=%2Fsecurity');
    expect(english).toContain('<html lang="en"');
    expect(english).toContain('href="/login?next=%2Fsecurity&amp;lang=de" lang="de"');
    const chosen = await reader.agent.get('/login?next=%2Fsecurity&lang=de').expect(200);
    expect(chosen.headers['set-cookie']).toEqual(
      expect.arrayContaining([expect.stringMatching(/^language=de; .*Path=\/; .*HttpOnly; SameSite=Lax$/)]),
    );
    expectGerman(chosen.text);
    expect(chosen.text).toContain('name="next" value="/security"');
    expectGerman(await reader.open('/login'));
    expect(await reader.open('/login?lang=en')).toContain('<html lang="en"');
    expect(await reader.open('/login')).toContain('<html lang="en"');
  });

  test.each([
    '?lang=fr',
    '?lang=de&lang=en',
    '?lang=__proto__',
    '?lang=%0d%0aSet-Cookie:x',
    '?lang[]=de',
    '?lang=dede',
  ])('what is no language changes nothing: %s', async (query) => {
    const answer = await supertest(bench.app).get(`/login${query}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<html lang="en"');
    expect(String(answer.headers['set-cookie'])).not.toMatch(/language=|Set-Cookie/);
  });

  test.each(['language=fr', 'language=de%0d', 'xlanguage=de', 'language="de"', 'language=dede'])(
    'a cookie that is none of ours changes nothing: %s',
    async (cookie) => {
      const answer = await supertest(bench.app).get('/login').set('Cookie', cookie);
      expect(answer.text).toContain('<html lang="en"');
    },
  );

  test('what the person chose counts before the browser, on the short way too; admins read English in their portal', async () => {
    const { context } = bench.passo;
    await setLanguage(context, noor(), bench.noor.id, 'de');
    const reader = bench.browser();
    void reader.agent.set('Accept-Language', 'en');
    await reader.signIn('noor.abadi', PASSWORD);
    expectGerman(await reader.open('/'));
    expectGerman((await reader.agent.get(`/saml2/atlas?${requestFor()}`).redirects(3)).text, 'Atlas wird geöffnet');
    await setLanguage(context, noor(), bench.noor.id, undefined);
    expect(await reader.open('/')).toContain('<html lang="en"');
    const [event] = await listEvents(context.db, { name: 'user_update', take: 1 });
    expect(event?.payload).toMatchObject({ changed: ['language'] });

    await setLanguage(context, bench.actor, bench.admin.id, 'de');
    const admin = await bench.signedIn();
    expectGerman(await admin.open('/'));
    for (const [path, status] of [
      ['/admin', 200],
      ['/admin/users', 200],
      ['/admin/users/01JDA83F5TQ4M8Z0V7X2K9R3AP', 404],
    ] as const) {
      expect(await admin.open(path, status)).toContain('<html lang="en"');
    }
    await setLanguage(context, bench.actor, bench.admin.id, undefined);
  });

  test('the first page of all, before anybody is there', async () => {
    const passo = await startPasso();
    try {
      const token = await makeSetupToken(passo.context);
      const reader = new GermanBrowser(buildApp(passo.context));
      expectGerman(await reader.open('/login', 503), 'Passo ist noch nicht eingerichtet.');
      expectGerman(await reader.open(`/setup?token=${token?.reveal() ?? ''}`), 'Passo einrichten');
      const setUp = async (fields: Record<string, string>): Promise<string> => {
        const { status, text } = await reader.send('/setup', { token: token?.reveal() ?? '', ...fields });
        expect(status).toBe(422);
        return text;
      };
      expectGerman(await setUp({ organisation: 'Nordwind' }), 'Geben Sie einen Benutzernamen ein.');
      const typed = { username: 'zwei worte', email: 'keine', firstname: 'x'.repeat(300) };
      expectGerman(await setUp(typed), 'Ein Benutzername hat keine Leerzeichen', 'Höchstens 256 Zeichen.');
      const right = { username: 'erste.person', email: 'erste@nordwind.example' };
      expectGerman(await setUp({ ...right, organisation: '' }), 'Geben Sie den Namen Ihrer Organisation ein.');
      expectGerman(await setUp({ ...right, organisation: 'Nordwind', password: 'kurz' }), 'mindestens 12 Zeichen');
    } finally {
      await passo.stop();
    }
  });
});
