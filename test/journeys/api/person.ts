import type { Simulator } from '../../../src/dev/simulator/types';

/** A page as a person without script sees it. */
export interface Seen {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

/** Somebody with a browser that has no script: cookies, links, redirects and forms. */
export class Person {
  private readonly cookies = new Map<string, Map<string, string>>();

  constructor(
    private readonly username: string,
    private readonly password: string,
  ) {}

  /** Opens a page; on the way the person signs in and presses the buttons of forms that lead on. */
  async open(url: string): Promise<Seen> {
    let seen = await this.fetch(url);
    for (let step = 0; step < 6; step += 1) {
      const fields = this.answerTo(seen.html);
      if (fields === undefined) return seen;
      seen = await this.fetch(new URL(fields.action, seen.url).href, fields.values);
    }
    throw new Error(`No end of forms at ${seen.url}`);
  }

  /** From the SP's own page to its page for people who are signed on (SP-initiated). */
  async signOnFrom(sp: Simulator): Promise<Seen> {
    return this.open(`${sp.url}/login`);
  }

  /** The same without sending the last form: what the SP would get. */
  async responseFor(url: string): Promise<{ SAMLResponse: string } & Record<string, string>> {
    let seen = await this.fetch(url);
    for (let step = 0; step < 6; step += 1) {
      const fields = this.answerTo(seen.html);
      if (fields === undefined) throw new Error(`${seen.url} answered ${seen.status} without a form`);
      const { SAMLResponse, ...rest } = fields.values;
      if (SAMLResponse !== undefined) return { ...rest, SAMLResponse };
      seen = await this.fetch(new URL(fields.action, seen.url).href, fields.values);
    }
    throw new Error('No Response came.');
  }

  /** The form of a page that leads on: the one for signing in, or one that carries a SAML message. */
  private answerTo(html: string): { action: string; values: Record<string, string> } | undefined {
    const form = /<form[^>]*\bmethod="post"[^>]*>[\s\S]*?<\/form>/i;
    for (const [whole] of html.matchAll(new RegExp(form, 'gi'))) {
      const action = plain(/\baction="([^"]*)"/.exec(whole)?.[1] ?? '');
      const inputs = [...whole.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
      const values = Object.fromEntries(
        inputs.map((tag) => [/\bname="([^"]*)"/.exec(tag)?.[1] ?? '', plain(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '')]),
      ) as Record<string, string>;
      if ('SAMLResponse' in values || 'SAMLRequest' in values) return { action, values };
      if ('username' in values && 'password' in values) {
        return { action, values: { ...values, username: this.username, password: this.password } };
      }
    }
    return undefined;
  }

  private async fetch(url: string, form?: Record<string, string>): Promise<Seen> {
    let at = url;
    let body = form;
    for (let step = 0; step < 10; step += 1) {
      const { host, origin } = new URL(at);
      const jar = this.cookies.get(host) ?? new Map<string, string>();
      this.cookies.set(host, jar);
      const headers = { Cookie: [...jar].map((pair) => pair.join('=')).join('; '), Origin: origin };
      const sent = body === undefined ? {} : { method: 'POST', body: new URLSearchParams(body) };
      const answer = await fetch(at, { ...sent, headers, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      const next = answer.headers.get('location');
      if (next === null) return { url: at, status: answer.status, html: await answer.text() };
      at = new URL(next, at).href;
      body = undefined;
    }
    throw new Error(`No end of redirects from ${url}`);
  }
}

function plain(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
