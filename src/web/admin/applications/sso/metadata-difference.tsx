import { Router, type Request, type Response } from 'express';
import type { MetadataReviewProps } from '../../../../../views/admin/applications/sso/metadata-props';
import { MetadataReviewPage } from '../../../../../views/admin/applications/sso/metadata-review';
import {
  acceptFoundMetadata,
  dismissFoundMetadata,
  reviewFoundMetadata,
  stopWatchingMetadata,
} from '../../../../actions/applications/sp-metadata-decide';
import { refreshSpMetadata } from '../../../../actions/applications/sp-metadata-refresh';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { formOf, text, ticked } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import type { Flash } from '../../../middleware/session';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { choicesIn } from './metadata';
import { reviewProps } from './metadata-card';
import { ssoOf } from './page';

/** New metadata that was found at its address: look at it, accept it or dismiss it; and the address itself. */
export function metadataDifferenceRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/metadata/difference', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    await showDifference(web, request, response, application);
  });

  router.post('/admin/applications/:id/sso/metadata/difference', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    try {
      const flash = await decide(web, request, application);
      redirectWith(request, response, pathOf(application, 'sso'), flash);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'invalid') return showDifference(web, request, response, application, error.fields);
      if (error.code !== 'conflict') throw error;
      const flash: Flash = { kind: 'warn', title: 'Nothing was changed', text: error.message };
      redirectWith(request, response, pathOf(application, 'sso'), flash);
    }
  });

  router.post('/admin/applications/:id/sso/metadata/source', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const stop = text(formOf(request), 'action') === 'stop';
    const flash = stop ? await stopped(web, request, application) : await readNow(web, application);
    redirectWith(request, response, pathOf(application, 'sso'), flash);
  });
  return router;
}

async function showDifference(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  errors: FieldErrors = {},
): Promise<void> {
  const found = await reviewFoundMetadata(web.context, application);
  if (found === undefined) {
    const flash: Flash = { kind: 'ok', title: 'No new metadata waits', text: 'It was decided about already.' };
    return redirectWith(request, response, pathOf(application, 'sso'), flash);
  }
  const { source, review } = found;
  const props = compact<MetadataReviewProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    ...reviewProps(review),
    carried: { digest: review.digest },
    url: source.url,
    foundAt: source.found?.at,
    errors,
  });
  render(response, <MetadataReviewPage {...props} />, Object.keys(errors).length > 0 ? 422 : 200);
}

async function decide(web: WebContext, request: Request, application: Application): Promise<Flash> {
  const form = formOf(request);
  const [digest, actor] = [text(form, 'digest'), actorOf(request)];
  if (text(form, 'action') === 'dismiss') {
    await dismissFoundMetadata(web.context, actor, application.id, digest);
    return { kind: 'ok', title: 'Dismissed', text: 'You are asked again when the metadata changes.' };
  }
  const options = { choices: choicesIn(form), confirmed: ticked(form, 'confirmed') };
  await acceptFoundMetadata(web.context, actor, application.id, digest, options);
  return { kind: 'ok', title: 'New metadata accepted', text: 'The values were taken over.' };
}

async function stopped(web: WebContext, request: Request, application: Application): Promise<Flash> {
  await stopWatchingMetadata(web.context, actorOf(request), application.id);
  return { kind: 'ok', title: 'The address is not read any more', text: 'The settings stay as they are.' };
}

async function readNow(web: WebContext, application: Application): Promise<Flash> {
  const { found, fault } = await refreshSpMetadata(web.context, application.id);
  if (fault !== undefined) return { kind: 'bad', title: 'The metadata could not be read', text: fault.sentence };
  if (found !== undefined) return { kind: 'ok', title: 'New metadata was found', text: 'Review it before it is used.' };
  return { kind: 'ok', title: 'Nothing new', text: 'The metadata says what is stored, or what you dismissed.' };
}
