import { request as openRequest, type IncomingHttpHeaders } from 'node:http';

/** Where a name in an address is really served: a port on loopback. */
export interface Site {
  readonly origin: string;
  readonly port: number;
}

/** A page as a person sees it. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/**
 * A browser for several sites: it keeps cookies, follows redirects and refreshes, and sends the SAML forms that send themselves. The
 * sites stand on loopback under any name.
 */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();
  private readonly sites = new Map<string, number>();
  /** Every address that was opened, in order, without its query. */
  readonly trail: string[] = [];

  constructor(sites: readonly Site[]) {
    for (const { origin, port } of sites) this.sites.set(origin, port);
  }

  /** Serves a name from now on by another port. */
  serve({ origin, port }: Site): void {
    this.sites.set(origin, port);
  }

  /** Forgets who is signed in anywhere. */
  forget(): void {
    this.cookies.clear();
  }

  /** Opens an address and goes on until there is a page to read. */
  async open(url: string): Promise<Page> {
    return this.settle(await this.send('GET', url));
  }

  /** Sends the form of a page that posts to an address which ends so, with its own fields and those given. */
  async submit(page: Page, ending: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    const form = formsOf(page).find(({ action }) => action.split('?')[0]?.endsWith(ending));
    if (form === undefined) throw new Error(`no form for ${ending} on ${page.url}: ${wordsOf(page)}`);
    const body = new URLSearchParams({ ...form.fields, ...fields }).toString();
    return this.settle(await this.send('POST', form.action, body));
  }

  private async settle(page: Page, steps = 0): Promise<Page> {
    if (steps > 25) throw new Error(`no end of redirects at ${page.url}`);
    const form = formsOf(page).find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);
    if (form === undefined) return page;
    const body = new URLSearchParams(form.fields).toString();
    return this.settle(await this.send('POST', form.action, body), steps + 1);
  }

  private async send(method: string, url: string, body?: string, steps = 0): Promise<Page> {
    if (steps > 25) throw new Error(`no end of redirects at ${url}`);
    const { origin, pathname, search } = new URL(url);
    this.trail.push(origin + pathname);
    const port = this.sites.get(origin);
    if (port === undefined) throw new Error(`sent to a site that is not there: ${origin}`);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await shoot(port, method, pathname + search, {
      Host: new URL(url).host,
      ...(cookie === '' ? {} : { Cookie: cookie }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin, body }),
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const { location } = answer.headers;
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      return this.send('GET', new URL(location, url).href, undefined, steps + 1);
    }
    const refresh = /^\d+; ?url=(.+)$/.exec(String(answer.headers['refresh'] ?? ''))?.[1];
    if (refresh !== undefined) return this.send('GET', new URL(refresh, url).href, undefined, steps + 1);
    return { url, status: answer.status, text: answer.text };
  }
}

interface Form {
  readonly action: string;
  readonly fields: Record<string, string>;
}

/** The forms of a page, with the fields that are filled already. */
function formsOf({ url, text }: Page): Form[] {
  return [...text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes = '', content = '']) => ({
    action: new URL(valueOf(attributes, 'action') ?? '', url).href,
    fields: Object.fromEntries(
      [...content.matchAll(/<(?:input|button)([^>]*)>/gi)]
        .map(([, input = '']) => [valueOf(input, 'name') ?? '', valueOf(input, 'value') ?? ''] as const)
        .filter(([name]) => name !== ''),
    ),
  }));
}

function valueOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`, 'i').exec(attributes)?.[1];
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2F': '/', amp: '&' };
  return value?.replace(/&(lt|gt|quot|#39|#x27|#x2F|amp);/g, (_, code: string) => names[code] ?? '');
}

/** The words of a page, for the message of a test that fails. */
export function wordsOf({ text }: Page): string {
  return text
    .replace(/<(script|style|head)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 600);
}

function shoot(
  port: number,
  method: string,
  path: string,
  { body, ...headers }: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((done, fail) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, agent: false };
    const request = openRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        done({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', fail);
    request.end(body);
  });
}
