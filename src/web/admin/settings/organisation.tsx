import { Router, type Request, type Response } from 'express';
import { OrganisationPage, type OrganisationPageProps } from '../../../../views/admin/settings/organisation';
import { changeLogo, changeOrganisation, readOrganisationForm } from '../../../actions/portal/organisation';
import { compact } from '../../../core/compact';
import { invalid } from '../../../core/errors';
import { findBranding } from '../../../store/portal/branding';
import { findSetting } from '../../../store/settings';
import { all, formOf, text, uploaded } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, typedValues, type FormProblem } from '../form';

const PATH = '/admin/settings/organisation';

/** Name, logo and contact of the organisation, and what people may edit themselves. */
export function organisationSettingsRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, (request, response) => show(web, request, response));
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    const editable = all(form, 'editable');
    try {
      const changed = await changeOrganisation(web.context, actorOf(request), readOrganisationForm(form, editable));
      const title = changed.length === 0 ? 'Nothing changed' : 'The organisation is saved';
      redirectWith(request, response, PATH, { kind: 'ok', title });
    } catch (error) {
      await show(web, request, response, { ...formProblem(error), values: typedValues(form), editable });
    }
  });
  router.post(`${PATH}/logo`, async (request, response) => {
    const bytes = uploaded(request, 'image');
    const remove = text(formOf(request), 'remove') !== '';
    try {
      if (bytes === undefined && !remove) throw invalid({ image: 'Choose a PNG, JPEG or WebP image.' });
      await changeLogo(web.context, actorOf(request), remove ? undefined : bytes);
      redirectWith(request, response, PATH, { kind: 'ok', title: remove ? 'The logo is removed' : 'The logo is set' });
    } catch (error) {
      await show(web, request, response, formProblem(error));
    }
  });
  return router;
}

type Refused = FormProblem & Partial<Pick<OrganisationPageProps, 'values' | 'editable'>>;

async function show(web: WebContext, request: Request, response: Response, refused?: Refused): Promise<void> {
  const { db } = web.context;
  const { contact, signInNote, editable } = await findBranding(db);
  const stored = {
    name: await findSetting(db, 'organisation'),
    contactName: contact.name,
    contactMail: contact.mail,
    contactPhone: contact.phone,
    contactLink: contact.link,
    signInNote,
  };
  const props = compact<OrganisationPageProps>({
    chrome: await chromeOf(web, request),
    values: refused?.values ?? compact(stored),
    editable: refused?.editable ?? editable,
    address: addressOf(web, request),
    errors: refused?.errors,
    message: refused?.message,
  });
  render(response, <OrganisationPage {...props} />, refused?.status ?? 200);
}

/** What Passo was told of its address, what the browser asked for, and whether a proxy between them is understood. */
function addressOf({ context: { config } }: WebContext, request: Request): OrganisationPageProps['address'] {
  const browserUrl = `${request.protocol}://${request.get('host') ?? ''}`;
  const told = request.get('x-forwarded-for') !== undefined || request.get('x-forwarded-proto') !== undefined;
  const silent = config.baseUrl.startsWith('https:') && request.protocol === 'http' && !told;
  return compact<OrganisationPageProps['address']>({
    baseUrl: config.baseUrl,
    browserUrl,
    proxy: told && config.trustProxy === 0 ? 'not-trusted' : silent ? 'silent' : undefined,
  });
}
