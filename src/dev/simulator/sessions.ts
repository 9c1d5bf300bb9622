import { randomBytes } from 'node:crypto';

import type { Request, Response } from 'express';

import type { SignIn } from './saml/service-provider';

/** Who is signed in at the simulator, by cookie, in memory. */
export class Sessions {
  private readonly signedIn = new Map<string, SignIn>();
  private readonly cookie: string;
  private readonly secure: boolean;

  /** @param url the simulator's address; its port is part of the cookie's name, because cookies ignore ports */
  constructor(url: string) {
    const { port, protocol } = new URL(url);
    this.secure = protocol === 'https:';
    this.cookie = `simulator_${port === '' ? 'default' : port}`;
  }

  find(request: Request): SignIn | undefined {
    const id = this.idOf(request);
    return id === undefined ? undefined : this.signedIn.get(id);
  }

  /** Begins a new session; one that was there before ends. */
  begin(request: Request, response: Response, signIn: SignIn): void {
    this.end(request, response);
    const id = randomBytes(24).toString('base64url');
    this.signedIn.set(id, signIn);
    response.cookie(this.cookie, id, { httpOnly: true, sameSite: 'lax', secure: this.secure, path: '/' });
  }

  end(request: Request, response: Response): void {
    const id = this.idOf(request);
    if (id !== undefined) this.signedIn.delete(id);
    response.clearCookie(this.cookie, { path: '/' });
  }

  /** Ends every session of a name, or the one that goes by an index as well. @returns how many there were */
  endAll(nameId: string, sessionIndex?: string): number {
    const found = [...this.signedIn].filter(
      ([, signIn]) => signIn.nameId === nameId && (sessionIndex === undefined || signIn.sessionIndex === sessionIndex),
    );
    for (const [id] of found) this.signedIn.delete(id);
    return found.length;
  }

  private idOf(request: Request): string | undefined {
    const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.cookie}=`))?.slice(this.cookie.length + 1);
  }
}
