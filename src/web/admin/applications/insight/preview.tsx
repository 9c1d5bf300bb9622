import { Router, type Request, type Response } from 'express';
import { PreviewPage } from '../../../../../views/admin/applications/insight/preview';
import type { PreviewPageProps } from '../../../../../views/admin/applications/insight/props';
import { previewSignOn, type SignOnPreview } from '../../../../actions/insight/preview';
import type { Application, SsoSettings } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { findUserByLogin } from '../../../../store/users';
import { formOf, queryText, text, type Form } from '../../../forms';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf } from '../frame-props';
import { readSsoForm } from '../sso/form';
import { ssoOf } from '../sso/page';
import { previewChoice } from '../sso/preview-choice';

/** Fields of this page and of the mechanics, which are no part of the SSO form that is carried along. */
const NOT_TYPED: readonly string[] = ['_csrf', 'action', 'person', 'who', 'request', 'pending'];

/** What the page is asked to show. */
interface Asked {
  readonly sso: SsoSettings;
  readonly typed?: PreviewPageProps['typed'];
  readonly person: string;
  readonly who: string;
  readonly pasted: string;
  readonly errors: FieldErrors;
}

/** The full preview of what an application would be told: GET by the settings as stored, POST as typed on the SSO tab. */
export function previewRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/preview', async (request, response) => {
    const application = await applicationOf(web, request);
    const person = queryText(request, 'person');
    await show(web, request, response, application, {
      sso: ssoOf(application),
      person,
      who: '',
      pasted: '',
      errors: {},
    });
  });

  router.post('/admin/applications/:id/sso/preview', async (request, response) => {
    const application = await applicationOf(web, request);
    await show(web, request, response, application, askedIn(formOf(request), ssoOf(application)));
  });
  return router;
}

function askedIn(form: Form, stored: SsoSettings): Asked {
  const base = { person: text(form, 'person'), who: text(form, 'who').trim(), pasted: text(form, 'request').trim() };
  if (!Object.hasOwn(form, 'spEntityId')) return { ...base, sso: stored, errors: {} };
  const typed = Object.entries(form).flatMap(([name, value]) =>
    NOT_TYPED.includes(name)
      ? []
      : [value].flat().flatMap((one: unknown) => (typeof one === 'string' ? [[name, one] as const] : [])),
  );
  try {
    return { ...base, sso: filled(readSsoForm({ ...form, action: 'preview' }, stored).sso), typed, errors: {} };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return { ...base, sso: stored, typed, errors: error.fields };
  }
}

/** Rows that were added and not filled in yet are not there. */
function filled(sso: SsoSettings): SsoSettings {
  return {
    ...sso,
    acs: sso.acs.filter(({ url }) => url !== ''),
    spCertificates: sso.spCertificates.filter((pem) => pem !== ''),
  };
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  asked: Asked,
): Promise<void> {
  const { sso, typed, person, who, pasted } = asked;
  const found = who === '' ? undefined : await findUserByLogin(web.context.db, who);
  const choice = await previewChoice(web, application.id, who === '' ? person : (found?.id ?? ''));
  const unknown = who !== '' && found === undefined;
  let errors: FieldErrors = { ...asked.errors, ...(unknown ? { who: 'Nobody has this username or email.' } : {}) };
  let preview: SignOnPreview | undefined;
  if (choice.chosenId !== undefined && Object.keys(errors).length === 0) {
    const input = compact({ personId: choice.chosenId, pasted: pasted === '' ? undefined : pasted });
    try {
      preview = await previewSignOn(web.context, application, sso, input);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      errors = error.fields;
    }
  }
  const props = compact<PreviewPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    people: choice.people,
    chosenId: choice.chosenId,
    chosenName: preview?.person.name,
    who,
    pasted,
    typed,
    preview,
    errors,
  });
  render(response, <PreviewPage {...props} />, Object.keys(errors).length > 0 ? 422 : 200);
}
