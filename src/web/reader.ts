import type { Request, RequestHandler } from 'express';
import { chooseLanguage, isLanguage, type Language } from '../core/languages';
import { inLanguage, type Words } from '../words/catalog';
import { queryText } from './forms';
import { personOf } from './middleware/person';

/** The reader's language and what pages say in it. */
export interface Reader {
  readonly language: Language;
  readonly words: Words;
}

const YEAR_MS = 365 * 86_400_000;

/**
 * The language a request is answered in: what the person chose for themselves, else what was chosen in this browser,
 * else what the browser wishes for.
 */
export function readerOf(request: Request): Reader {
  return inLanguage(
    languageOfBrowser(
      personOf(request)?.language ?? askedIn(request),
      request.get('cookie'),
      request.get('accept-language'),
    ),
  );
}

/** The language of a reader by the headers of the request, unless something else has said it. */
export function languageOfBrowser(
  chosen: Language | undefined,
  cookie: string | undefined,
  accepted: string | undefined,
): Language {
  const kept = /(?:^|;\s*)language=([a-z]{2})(?:;|$)/.exec(cookie ?? '')?.[1] ?? '';
  return chooseLanguage(chosen ?? (isLanguage(kept) ? kept : undefined), accepted);
}

/** Remembers the language of a link such as `/login?lang=de` for this browser. */
export const rememberLanguage: RequestHandler = (request, _response, next) => {
  const language = askedIn(request);
  if (language !== undefined) keepLanguage(request, language);
  next();
};

/** Keeps a language for this browser, or forgets the one that was kept. It says nothing of who reads. */
export function keepLanguage(request: Request, language: Language | undefined): void {
  const secure = (request.app.get('session cookie') as string).startsWith('__Host-');
  const about = { httpOnly: true, secure, sameSite: 'lax' as const, path: '/' };
  if (language === undefined) request.res?.clearCookie('language', about);
  else request.res?.cookie('language', language, { ...about, maxAge: YEAR_MS });
}

function askedIn(request: Request): Language | undefined {
  const asked = request.method === 'GET' ? queryText(request, 'lang') : '';
  return isLanguage(asked) ? asked : undefined;
}
