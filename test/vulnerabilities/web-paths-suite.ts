import { startWebBench, type Answer, type WebBench } from './web-bench';

/** Nothing of the inside: no stack, no place on the disk, no statement, no name or version of what we are built of. */
const LEAKS = [
  /\bat [\w.<>]+ \(|\n\s+at |node:internal|\.(ts|tsx|js|cjs|mjs):\d+/,
  /\/(work|home|usr|var|tmp|root|app|srv|opt)\/|node_modules|[A-Z]:\\/,
  /\bselect .+ from\b|\binsert into\b|SQLITE|sqlite|knex|postgres|syntax error|invalid byte/i,
  /\b(express|node|preact|multer|passport|helmet|xmldom|samlify|undici)[ /@]v?\d/i,
  /(Type|Reference|Syntax|Range|Assertion)Error|undefined is not|Cannot (GET|POST|read)/,
  /\bENOENT|EACCES|ECONNREFUSED|ERR_[A-Z_]+/,
];

const ODD = [
  ...[
    '//',
    '///admin',
    '//admin/users',
    '/./admin',
    '/admin/./users',
    '/admin//users',
    '/x/../admin',
    '/x/%2e%2e/admin/users',
  ],
  ...[
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ],
  ...['/assets/..%5c..%5cpackage.json', '/assets//etc/passwd', '/assets/%00', '/assets/%zz', '/assets/', '/assets'],
  ...[
    '/admin%00',
    '/admin/users%00',
    '/admin/users/%00',
    '/admin/users/%zz',
    '/admin/users/%',
    '/admin/users/%c0%ae',
    '/admin/users/%ff',
  ],
  ...[
    '/admin;x=1',
    '/admin;/users',
    '/admin/users;jsessionid=1',
    '/admin.json',
    '/admin/users.json',
    '/admin/users/.json',
    '/admin/users/',
    '/admin/',
  ],
  ...[
    '/ADMIN',
    '/Admin/Users',
    '/%61dmin',
    '/%61%64%6d%69%6e/users',
    '/admin%2fusers',
    '/admin%2Fusers%2Fnew',
    '/admin\\users',
    '/admin%5cusers',
  ],
  ...[
    '/admin?',
    '/admin?a[b]=c&a=d',
    '/admin/users?page=1e9&page=2',
    '/admin/users?page=-1',
    '/admin/users?page=99999999999999999999',
  ],
  ...[
    "/admin/users?q='%20or%20'1'='1",
    '/admin/users?q=%00',
    '/admin/users?q=%25_%5c',
    '/admin/users?state=__proto__',
    '/admin/groups?q=%ff%fe',
  ],
  ...[
    '/admin/insights?from=9999-99-99&to=0',
    '/admin/insights?before=%00',
    '/admin/insights?application=%00',
    '/admin/insights?name=constructor',
  ],
  ...[
    '/admin/insights?q=%00%0a',
    '/admin/insights/%00',
    '/admin/insights/x',
    '/admin/applications/%00',
    '/admin/applications/%00/sso',
    '/admin/applications?q=%00',
  ],
  ...[
    '/admin/applications/new/__proto__',
    '/admin/applications/new?connector=constructor',
    '/admin/applications/deletion?id=%00',
    '/admin/groups/%00',
  ],
  ...[
    "/admin/users/1'--",
    '/admin/users/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '/admin/applications/atlas/../../users',
    '/admin/applications/atlas%00/sso',
  ],
  ...[
    '/apps',
    '/apps/',
    '/apps/%00',
    '/apps/%00/image',
    '/apps/atlas/',
    '/apps/ATLAS',
    '/apps/atlas/image',
    '/apps/__proto__',
    '/?q=%00',
    '/?q=a&q=b',
  ],
  ...[
    '/security/',
    '/security/sessions',
    '/security.json',
    '/login/',
    '/LOGIN',
    '/login?next=%00',
    '/login?request=%00',
    '/login?next=a&next=b',
  ],
  ...[
    '/activate/%00',
    '/activate/%zz',
    '/activate/',
    '/activate/x',
    '/setup',
    '/setup?token=%00',
    '/setup?token=a&token=b',
    '/password?next=%00',
  ],
  ...[
    '/saml2',
    '/saml2/',
    '/saml2/%00',
    '/saml2/%zz',
    '/saml2/%00/metadata',
    '/saml2/ATLAS/metadata',
    '/saml2/atlas/metadata/',
    '/saml2/resume/%00',
  ],
  ...[
    '/saml2/atlas/metadata?download=%0d%0aX:1',
    '/.env',
    '/.git/config',
    '/package.json',
    '/src/main.ts',
    '/data/passo.sqlite',
    '/favicon.ico',
    '/*',
    '/robots.txt',
  ],
  ...[
    `/${'a'.repeat(8_000)}`,
    `/admin/users/${'9'.repeat(8_000)}`,
    `/login?next=/${'n'.repeat(7_000)}`,
    `/${'%41'.repeat(2_500)}`,
    '/'.repeat(4_000),
    '/😀',
  ],
];

/** Odd addresses and crossed requests: the same on every database. */
export function describePaths(database: () => Promise<string | undefined>): void {
  let bench: WebBench;
  let cookies: Record<'nobody' | 'noor.abadi' | 'sam.okafor', string>;

  beforeAll(async () => {
    const databaseUrl = await database();
    bench = await startWebBench(databaseUrl === undefined ? {} : { databaseUrl });
    const admin = await bench.cookieFor('sam.okafor', bench.adminPassword);
    cookies = { nobody: '', 'noor.abadi': await bench.cookieFor('noor.abadi'), 'sam.okafor': admin };
  });
  afterAll(() => bench.stop());

  const open = (path: string, cookie: string): Promise<Answer> =>
    bench.shoot({ path: encodeOutside(path), headers: cookie === '' ? {} : { Cookie: cookie } });

  /** What travels as base64 (a message, a key) holds any letters there are, "knex" among them. */
  const withoutBase64 = (text: string): string => text.replace(/[A-Za-z0-9+/]{60,}={0,2}/g, '');

  function expectNoLeak(answer: Answer, path: string): void {
    const text = withoutBase64(answer.text);
    for (const leak of LEAKS) expect(text).not.toMatch(leak);
    expect([path, JSON.stringify(answer.headers)]).not.toEqual([path, expect.stringMatching(/express|node_modules/i)]);
  }

  test.each(ODD)('W11: %s is answered without a fault, and says nothing of the inside', async (path) => {
    for (const [who, cookie] of Object.entries(cookies)) {
      const answer = await open(path, cookie);
      expect([who, path, answer.status]).toEqual([who, path, Math.min(answer.status, 499)]);
      if (who !== 'sam.okafor') {
        expectNoLeak(answer, path);
        expect(answer.text).not.toMatch(/sam\.okafor|href="\/admin\/users\/|Administrator Portal<\/h1>/);
      }
      expect(answer.headers.location ?? '/').toMatch(/^\/(?!\/)/);
      expect(answer.headers['x']).toBeUndefined();
    }
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'HEAD'])(
    'W11: %s opens and changes nothing',
    async (method) => {
      const before = await bench.stored();
      for (const path of [
        '/',
        '/admin',
        '/admin/users',
        `/admin/users/${bench.noor.id}`,
        '/login',
        // A look at the metadata is a read of it, and every read is an event.
        ...(method === 'HEAD' ? [] : ['/saml2/atlas/metadata']),
        '/nowhere',
      ]) {
        const answer = await bench.shoot({ method, path, headers: { Cookie: cookies['noor.abadi'] } });
        expect(answer.status).toBeLessThan(500);
        expect(answer.text).not.toContain('sam.okafor');
        expectNoLeak(answer, path);
      }
      expect(await bench.stored()).toBe(before);
    },
  );

  test('W11, R11: a fault of our own shows a reference and nothing of the inside', async () => {
    const { context } = bench.passo;
    const broken = jest.spyOn(context, 'clock').mockImplementation(() => {
      throw new Error('select secret from vault at /var/lib/inside.ts:12');
    });
    const answer = await open('/security', cookies['noor.abadi']);
    broken.mockRestore();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/vault|inside/);
    expectNoLeak(answer, '/security');
  });

  test('W12: fifty requests of two people at once never mix', async () => {
    const noor = cookies['noor.abadi'];
    const people = [
      { cookie: noor, own: 'noor.abadi', other: 'sam.okafor' },
      { cookie: cookies['sam.okafor'], own: 'sam.okafor', other: 'noor.abadi' },
    ];
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const person = people[index % 2] ?? people[0];
        if (person === undefined) throw new Error('There are two people.');
        return { person, answer: await open('/security', person.cookie) };
      }),
    );
    for (const { person, answer } of answers) {
      expect(answer.text).toContain(person.own);
      expect(answer.text).not.toContain(person.other);
    }
    const tokens = answers.map(
      ({ person, answer }) => `${person.own} ${/name="_csrf" value="([^".]+)/.exec(answer.text)?.[1] ?? ''}`,
    );
    expect(new Set(tokens).size).toBe(2);
  });
}

/** Only ASCII travels in a request line; everything else stays as it was written. */
function encodeOutside(path: string): string {
  return path.replace(/[^\x21-\x7e]/gu, (letter) => encodeURIComponent(letter));
}
