import { Router, type Request, type Response } from 'express';
import { CataloguePage } from '../../../../views/admin/applications/adding/catalogue';
import { CreatedPage } from '../../../../views/admin/applications/adding/created';
import { NewApplicationPage } from '../../../../views/admin/applications/adding/new';
import type { CatalogueRow, CreatedProps, GeneralValues } from '../../../../views/admin/applications/props';
import { addApplication, getConnector, proposeSlug } from '../../../actions/applications/add';
import type { Connector } from '../../../connectors/definition';
import { supportedFunctionality } from '../../../connectors/functionality';
import { searchCatalogue } from '../../../connectors/search';
import { ssoUrlOf, type Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import type { FieldErrors } from '../../../core/errors';
import { formOf, queryText, text, uploaded } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { generalFrom, generalOf, imageFrom, refusalOf, variableFields } from './form-values';
import { applicationOf, pathOf } from './frame-props';

/** What a duplicate is called until its admin says otherwise. */
const COPY = ' (copy)';
const MOST_LABEL = 256;

/** The catalogue, the wizard, and what follows it (M-028 to M-039). */
export function addRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/new', async (request, response) => {
    const chosen = queryText(request, 'connector');
    if (web.context.connectors.has(chosen)) {
      response.redirect(303, `/admin/applications/new/${encodeURIComponent(chosen)}`);
      return;
    }
    await showCatalogue(web, request, response);
  });
  router.get('/admin/applications/new/:connector', async (request, response) => {
    const connector = getConnector(web.context, request.params.connector);
    const values = {
      label: connector.label,
      description: '',
      showInPortal: true,
      bookmarkUrl: '',
      variables: {},
      slug: '',
    };
    await showWizard(web, request, response, connector, values);
  });
  router.get('/admin/applications/:id/duplicate', async (request, response) => {
    const application = await applicationOf(web, request);
    const connector = getConnector(web.context, application.connectorId);
    const general = generalOf(application);
    const label = `${[...general.label].slice(0, MOST_LABEL / 2).join('')}${COPY}`;
    await showWizard(web, request, response, connector, { ...general, label, slug: '' });
  });
  router.post('/admin/applications', async (request, response) => {
    const form = formOf(request);
    const connector = getConnector(web.context, text(form, 'connectorId'));
    const values = { ...generalFrom(form), slug: text(form, 'slug') };
    try {
      const image = imageFrom(request);
      const input = compact({ ...values, connectorId: connector.id, image });
      const application = await addApplication(web.context, actorOf(request), input);
      redirectWith(request, response, pathOf(application, 'created'));
    } catch (error) {
      await showWizard(web, request, response, connector, values, refusalOf(error));
    }
  });
  router.get('/admin/applications/:id/created', async (request, response) => {
    const application = await applicationOf(web, request);
    render(response, <CreatedPage chrome={await chromeOf(web, request)} {...createdOf(application)} />);
  });
  return router;
}

async function showCatalogue(web: WebContext, request: Request, response: Response): Promise<void> {
  const q = queryText(request, 'q').trim().slice(0, 200);
  const connectors = searchCatalogue(web.context.connectors.values(), q);
  const nothingChosen = queryText(request, 'next') !== '';
  const page = (
    <CataloguePage
      chrome={await chromeOf(web, request)}
      q={q}
      matched={q === '' || connectors.some((connector) => !connector.custom)}
      rows={connectors.map(catalogueRow)}
      {...(nothingChosen ? { error: 'Select an application, then choose Next.' } : {})}
    />
  );
  render(response, page, nothingChosen ? 422 : 200);
}

function catalogueRow(connector: Connector): CatalogueRow {
  return {
    id: connector.id,
    label: connector.label,
    summary: connector.summary,
    functionality: supportedFunctionality(connector),
    beta: connector.scim?.beta === true,
    custom: connector.custom,
  };
}

async function showWizard(
  web: WebContext,
  request: Request,
  response: Response,
  connector: Connector,
  values: GeneralValues & { readonly slug: string },
  errors: FieldErrors = {},
): Promise<void> {
  const { db, config } = web.context;
  const page = (
    <NewApplicationPage
      chrome={await chromeOf(web, request)}
      connector={{
        id: connector.id,
        label: connector.label,
        bookmark: connector.bookmark,
        hasSaml: connector.saml !== undefined,
        variables: variableFields(connector),
        prerequisites: connector.prerequisites,
      }}
      values={values}
      ssoUrlPrefix={ssoUrlOf(config.baseUrl, '')}
      defaultSlug={await proposeSlug(db, connector)}
      imageAgain={uploaded(request, 'image') !== undefined}
      errors={errors}
    />
  );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

function createdOf(application: Application): CreatedProps {
  const { label, sso, bookmarkUrl } = application;
  const tab = bookmarkUrl !== undefined ? 'bookmark' : sso !== undefined ? 'sso' : 'identity-management';
  return { label, configureHref: pathOf(application, tab), state: stateOf(application) };
}

function stateOf({ label, ssoState, sso, bookmarkUrl }: Application): CreatedProps['state'] {
  const text = 'Nobody has access yet: give it to a user group on the User Groups tab.';
  if (bookmarkUrl !== undefined) return { ready: true, title: 'The bookmark is active', text };
  if (sso === undefined) {
    return { ready: true, title: 'The application is saved', text: 'Set up its Identity Management next.' };
  }
  if (ssoState === 'active')
    return { ready: true, title: 'SSO is active in Passo', text: `${text} Then enter Passo’s values in ${label}.` };
  return {
    ready: false,
    title: 'SSO is not active yet',
    text: `Values of ${label} are missing. Enter them on the SSO tab.`,
  };
}
