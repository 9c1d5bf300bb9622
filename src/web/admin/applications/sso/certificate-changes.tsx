import { Router, type Request, type Response } from 'express';
import { SwitchAnywayPage } from '../../../../../views/admin/applications/certificate/switch-anyway';
import { UploadKeyPage } from '../../../../../views/admin/applications/certificate/upload';
import type { UploadKeyProps } from '../../../../../views/admin/applications/certificate/props';
import { exactTime } from '../../../../../views/parts/time';
import { readRotation } from '../../../../actions/certificates/board';
import {
  confirmCertificate,
  createNextCertificate,
  discardNextCertificate,
  uploadNextCertificate,
} from '../../../../actions/certificates/next';
import {
  goBackToCertificate,
  planSwitch,
  switchCertificate,
  type SwitchOutcome,
} from '../../../../actions/certificates/switch';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { invalid } from '../../../../core/errors';
import type { CertificateId } from '../../../../core/ids';
import { SecretText } from '../../../../core/secret-text';
import { formOf, text, ticked, uploaded, type Form } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import type { Flash } from '../../../middleware/session';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, typedValues, type FormProblem } from '../../form';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { momentOf } from './certificate-moment';
import { ssoOf } from './page';

type Show = (
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  problem?: FormProblem,
  typed?: Readonly<Record<string, string>>,
) => Promise<void>;

/** What a change wants to say when it is done; undefined when it has answered already. */
type Change = (
  request: Request,
  response: Response,
  application: Application,
  form: Form,
) => Promise<Flash | undefined>;

/** The buttons of a rotation: create, bring, discard, confirm, plan, switch, go back. */
export function certificateChangeRoutes(web: WebContext, show: Show): Router {
  const router = Router();
  const { context } = web;
  const on = (name: string, change: Change): void => {
    router.post(`/admin/applications/:id/sso/certificate/${name}`, async (request, response) => {
      const application = await applicationOf(web, request);
      ssoOf(application);
      const form = formOf(request);
      try {
        const flash = await change(request, response, application, form);
        if (flash !== undefined) redirectWith(request, response, pathOf(application, 'sso/certificate'), flash);
      } catch (error) {
        await show(web, request, response, application, formProblem(error), typedValues(form));
      }
    });
  };

  on('next', async (request, _response, application, form) => {
    await createNextCertificate(context, actorOf(request), application.id, text(form, 'kind'));
    return published(application.label);
  });
  on('discard', async (request, _response, application, form) => {
    await discardNextCertificate(context, actorOf(request), application.id, idOf(form));
    return { kind: 'ok', title: 'The next certificate was discarded', text: 'Its key is destroyed.' };
  });
  on('confirmation', async (request, _response, application, form) => {
    const confirmed = text(form, 'confirmed') === 'yes';
    await confirmCertificate(context, actorOf(request), application.id, idOf(form), confirmed);
    return { kind: 'ok', title: confirmed ? `${application.label} has the new certificate` : 'Taken back' };
  });
  on('plan', async (request, _response, application, form) => {
    const at = text(form, 'plan') === 'off' ? undefined : momentOf(form);
    await planSwitch(context, actorOf(request), application.id, idOf(form), at, ticked(form, 'anyway'));
    if (at === undefined) return { kind: 'ok', title: 'The plan was called off' };
    return { kind: 'ok', title: `The switch is planned for ${exactTime(at)}` };
  });
  on('switch', async (request, response, application, form) => {
    const anyway = ticked(form, 'anyway');
    const outcome = await switchCertificate(context, actorOf(request), application.id, idOf(form), anyway);
    if (outcome !== 'not-ready') return switched(outcome, application.label);
    await askAnyway(web, request, response, application);
    return undefined;
  });
  on('back', async (request, _response, application, form) => {
    const outcome = await goBackToCertificate(context, actorOf(request), application.id, idOf(form));
    if (outcome === 'done-before') return { kind: 'ok', title: 'That certificate is in use already' };
    const words = 'Sign-ons are signed with the certificate before. The other one is the next certificate again.';
    return { kind: 'ok', title: 'Gone back', text: words };
  });
  router.use(uploadRoutes(web));
  return router;
}

function uploadRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/certificate/upload', async (request, response) => {
    await showUpload(web, request, response, await applicationOf(web, request));
  });
  router.post('/admin/applications/:id/sso/certificate/upload', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    try {
      const file = uploaded(request, 'file');
      if (file === undefined) throw invalid({ file: 'Choose the file with the certificate.' });
      const keyFile = uploaded(request, 'keyFile');
      const passphrase = new SecretText(text(formOf(request), 'passphrase'));
      const upload = { file, passphrase, ...(keyFile === undefined ? {} : { keyFile }) };
      const { warnings } = await uploadNextCertificate(web.context, actorOf(request), application.id, upload);
      const flash = published(application.label);
      const said: Flash = warnings.length === 0 ? flash : { ...flash, kind: 'warn', text: warnings.join(' ') };
      redirectWith(request, response, pathOf(application, 'sso/certificate'), said);
    } catch (error) {
      await showUpload(web, request, response, application, formProblem(error));
    }
  });
  return router;
}

/** Nothing of what was sent is shown again: it holds a key and its passphrase. */
async function showUpload(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  problem?: FormProblem,
): Promise<void> {
  ssoOf(application);
  const props = compact<UploadKeyProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <UploadKeyPage {...props} />, problem?.status ?? 200);
}

async function askAnyway(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
): Promise<void> {
  const { next } = await readRotation(web.context, application);
  if (next === undefined) return redirectWith(request, response, pathOf(application, 'sso/certificate'));
  const chrome = await chromeOf(web, request);
  const frame = await frameOf(web, application);
  render(response, <SwitchAnywayPage chrome={chrome} frame={frame} next={next} />);
}

function idOf(form: Form): CertificateId {
  return text(form, 'certificate') as CertificateId;
}

function published(label: string): Flash {
  const words = `Nothing is signed with it yet. Wait until ${label} knows it, then switch.`;
  return { kind: 'ok', title: 'The next certificate is published', text: words };
}

function switched(outcome: SwitchOutcome, label: string): Flash {
  if (outcome === 'done-before') return { kind: 'ok', title: 'This certificate is in use already' };
  const words = `Sign in to ${label} once to see that it works. If it does not, choose Go back.`;
  return { kind: 'ok', title: 'Switched to the new certificate', text: words };
}
