import { Router, type Request, type Response } from 'express';
import { GeneralPage } from '../../../../views/admin/applications/general';
import type { GeneralValues } from '../../../../views/admin/applications/props';
import type { SignInDemandValues } from '../../../../views/admin/applications/sign-in-demands';
import { demandOfSignIns } from '../../../actions/applications/sign-in-demands';
import { configureGeneral, setImage } from '../../../actions/applications/configure';
import { ssoUrlOf, type Application } from '../../../core/application';
import { invalid, type FieldErrors } from '../../../core/errors';
import { formOf, text, ticked } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { generalFrom, generalOf, imageFrom, refusalOf, variableFields } from './form-values';
import { applicationOf, frameOf, pathOf } from './frame-props';

/** The General Info tab and the User Portal Image (M-030 to M-033, M-037). */
export function generalRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/general', async (request, response) => {
    const application = await applicationOf(web, request);
    await show(web, request, response, application, generalOf(application));
  });
  router.post('/admin/applications/:id/general', async (request, response) => {
    const application = await applicationOf(web, request);
    const { bookmarkUrl } = generalOf(application);
    const values = { ...generalFrom(formOf(request)), bookmarkUrl };
    try {
      const after = await configureGeneral(web.context, actorOf(request), application.id, values);
      redirectWith(request, response, pathOf(after, 'general'), {
        kind: 'ok',
        title: `General Info of ${after.label} was saved`,
      });
    } catch (error) {
      await show(web, request, response, application, values, refusalOf(error));
    }
  });
  router.post('/admin/applications/:id/sign-in', async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const typed = { secondFactor: ticked(form, 'secondFactor'), signInMinutes: text(form, 'signInMinutes') };
    try {
      await demandOfSignIns(web.context, actorOf(request), application.id, typed);
      redirectWith(request, response, pathOf(application, 'general'), {
        kind: 'ok',
        title: `What ${application.label} asks of signing in was saved`,
        text: 'It holds from the next sign-on.',
      });
    } catch (error) {
      await show(web, request, response, application, generalOf(application), refusalOf(error), typed);
    }
  });
  router.post('/admin/applications/:id/image', async (request, response) => {
    const application = await applicationOf(web, request);
    const remove = text(formOf(request), 'action') === 'remove';
    try {
      const image = remove ? undefined : imageFrom(request);
      if (!remove && image === undefined) throw invalid({ image: 'Choose an image, then choose Upload image.' });
      await setImage(web.context, actorOf(request), application.id, image);
      redirectWith(request, response, pathOf(application, 'general'), {
        kind: 'ok',
        title: remove ? 'The image was removed' : 'The image was saved',
        text: remove ? 'The tile shows a letter from now on.' : 'The tile shows it from now on.',
      });
    } catch (error) {
      await show(web, request, response, application, generalOf(application), refusalOf(error));
    }
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  values: GeneralValues,
  errors: FieldErrors = {},
  signIn: SignInDemandValues = demandsOf(application),
): Promise<void> {
  const connector = web.context.connectors.get(application.connectorId);
  const page = (
    <GeneralPage
      chrome={await chromeOf(web, request)}
      frame={await frameOf(web, application)}
      values={values}
      variables={connector === undefined ? [] : variableFields(connector)}
      {...(application.sso === undefined ? {} : { ssoUrl: ssoUrlOf(web.context.config.baseUrl, application.slug) })}
      signIn={signIn}
      errors={errors}
    />
  );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

function demandsOf({ secondFactor, signInMinutes }: Application): SignInDemandValues {
  return { secondFactor, signInMinutes: signInMinutes === undefined ? '' : String(signInMinutes) };
}
