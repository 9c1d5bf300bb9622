import { Router, type Request, type Response } from 'express';
import { ProfilePage, type ProfilePageProps, type ProfileRow } from '../../../views/portal/profile';
import { editOwnProfile } from '../../actions/portal/edit-profile';
import { findFlows, type Flow } from '../../actions/portal/flow';
import { setLanguage } from '../../actions/users/language';
import { readTexts, type AttributeSource } from '../../core/attributes';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { isLanguage } from '../../core/languages';
import { editableValue } from '../../core/portal/branding';
import { listGroupsOfUser } from '../../store/groups';
import { findBranding } from '../../store/portal/branding';
import { inLanguage, type Words } from '../../words/catalog';
import { fieldErrorsFor } from '../../words/said';
import { formOf, text } from '../forms';
import { actorOf, requirePerson } from '../middleware/person';
import { keepLanguage, readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';

const PATH = '/profile';

/** One's own details and language. */
export function profileRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, (request, response) => show(web, request, response));
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    const names = Object.keys(form).filter((name) => name !== '_csrf');
    const typed = Object.fromEntries(names.map((name) => [name, text(form, name)]));
    try {
      const changed = await editOwnProfile(web.context, actorOf(request), requirePerson(request), typed);
      const { profile } = readerOf(request).words;
      const title = changed.length > 0 ? profile.saved : profile.nothingChanged;
      redirectWith(request, response, PATH, { kind: 'ok', title });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await show(web, request, response, { typed, error });
    }
  });
  router.post(`${PATH}/language`, async (request, response) => {
    const chosen = text(formOf(request), 'language');
    const language = isLanguage(chosen) ? chosen : undefined;
    await setLanguage(web.context, actorOf(request), requirePerson(request).id, language);
    keepLanguage(request, language);
    const { profile } = language === undefined ? readerOf(request).words : inLanguage(language).words;
    redirectWith(request, response, PATH, { kind: 'ok', title: profile.languageSaved });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  refused?: { readonly typed: Readonly<Record<string, string>>; readonly error: AppError },
): Promise<void> {
  const { context } = web;
  const user = requirePerson(request);
  const { words } = readerOf(request);
  const { editable } = await findBranding(context.db);
  const groupNames = (await listGroupsOfUser(context.db, user.id)).map(({ name }) => name);
  const source = { user, groupNames, now: context.clock() };
  const rows = (await findFlows(context, user)).map((flow) => rowOf(flow, source, words.profile));
  const props = compact<ProfilePageProps>({
    chrome: await chromeOf(web, request),
    rows: rows.filter(({ values, signOn, always }) => values.length + signOn.length + always.length > 0),
    editable: editable.map((name) =>
      compact({ name, value: refused === undefined ? editableValue(user, name) : refused.typed[name] }),
    ),
    language: user.language,
    errors: refused && fieldErrorsFor(words, refused.error),
  });
  render(response, <ProfilePage {...props} />, refused === undefined ? 200 : 422);
}

/** What the product made for itself is shown only where an application gets it. */
const INNER: ReadonlySet<Flow['name']> = new Set(['id', 'active', 'fullname', 'addresses', 'phoneNumbers']);

function rowOf({ name, signOn, always }: Flow, source: AttributeSource, words: Words['profile']): ProfileRow {
  const told = signOn.length + always.length > 0;
  if (name === 'password' || (INNER.has(name) && !told)) return { name, values: [], signOn, always };
  const values = readTexts(name, source);
  if (name === 'active') return { name, values: [values[0] === 'true' ? words.yes : words.no], signOn, always };
  return { name, values, signOn, always };
}
