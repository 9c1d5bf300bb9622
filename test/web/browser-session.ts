import type { Express } from 'express';
import supertest from 'supertest';
import { ADMIN_PASSWORD } from '../support/passo';

/** What a form sends: a name that comes more than once holds a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A file chosen in a form. */
export interface ChosenFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly filename: string;
}

/** A person with a browser: a cookie, and the token of the page that was opened last. */
export class BrowserSession {
  readonly agent;
  private token = '';

  constructor(app: Express | string) {
    this.agent = supertest.agent(app);
  }

  /** Opens a page and keeps the token of its forms. */
  async open(path: string, status = 200): Promise<string> {
    const response = await this.agent.get(path).expect(status);
    this.token = /name="_csrf" value="([^"]+)"/.exec(response.text)?.[1] ?? this.token;
    return response.text;
  }

  /** Sends a form; with a file as multipart. */
  async send(path: string, fields: Fields, file?: ChosenFile): Promise<supertest.Response> {
    const request = this.agent.post(path);
    if (file === undefined) {
      const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
      return request.type('form').send(new URLSearchParams([['_csrf', this.token], ...pairs]).toString());
    }
    void request.field('_csrf', this.token);
    for (const [name, value] of Object.entries(fields)) void request.field(name, [...[value].flat()]);
    return request.attach(file.name, file.bytes, file.filename);
  }

  /** Signs in, by default as the admin of the tests. */
  async signIn(username = 'sam.okafor', password = ADMIN_PASSWORD): Promise<void> {
    await this.open('/login');
    const response = await this.send('/login', { username, password });
    if (response.status !== 303) throw new Error(`signing in was answered with ${response.status}`);
  }

  /** Sends a form and opens the page that it leads to. */
  async sendAndFollow(path: string, fields: Fields, file?: ChosenFile): Promise<string> {
    const response = await this.send(path, fields, file);
    if (response.status !== 303) throw new Error(`${path} was answered with ${response.status}: ${response.text}`);
    return this.open(response.headers['location'] ?? '');
  }
}

/** The words of a page, without markup and with single blanks. A name in a sentence stays part of it. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(script|style|head)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<\/?bdi>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', '’')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
