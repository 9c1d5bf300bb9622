import { Router, type Request, type Response } from 'express';
import { MetadataChoicePage } from '../../../../../views/admin/applications/sso/metadata-choice';
import type { Carried, MetadataReviewProps } from '../../../../../views/admin/applications/sso/metadata-props';
import { MetadataReviewPage } from '../../../../../views/admin/applications/sso/metadata-review';
import { applySpMetadata, reviewSpMetadata, type SpReview } from '../../../../actions/applications/sp-metadata';
import { fetchSpMetadata } from '../../../../actions/applications/sp-metadata-fetch';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, invalid, type FieldErrors } from '../../../../core/errors';
import { formOf, text, ticked, uploaded, type Form } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { reviewProps, type TypedMetadata } from './metadata-card';
import { showSso, ssoOf } from './page';

/** A document on its way from page to page: nothing is kept of it until it is applied. */
interface Carrying {
  readonly bytes: Buffer;
  /** Where it was read. */
  readonly url?: string;
  readonly etag?: string;
  /** Which one was chosen of several. */
  readonly entityId?: string;
}

/** Takes an SP's metadata: upload, choose one of several, look at what was read, apply (M-051). */
export function metadataRoutes(web: WebContext): Router {
  const router = Router();

  router.post('/admin/applications/:id/sso/metadata', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const typed = typedIn(formOf(request));
    await orOnTheTab(web, request, response, application, typed, async () => {
      await showReading(web, request, response, application, await handedIn(web, request, typed));
    });
  });

  router.post('/admin/applications/:id/sso/metadata/choose', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const entityId = text(formOf(request), 'entityId');
    await orOnTheTab(web, request, response, application, undefined, async () => {
      const errors = entityId === '' ? { entityId: 'Choose one of the service providers.' } : {};
      const carrying = { ...carriedIn(formOf(request)), ...(entityId === '' ? {} : { entityId }) };
      await showReading(web, request, response, application, carrying, errors);
    });
  });

  router.post('/admin/applications/:id/sso/metadata/apply', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const carrying = carriedIn(formOf(request));
    await orOnTheTab(web, request, response, application, undefined, async () => {
      try {
        await apply(web, request, application, carrying);
      } catch (error) {
        // What only needs a tick is asked for on the same page; anything else is a matter of the tab.
        if (!(error instanceof AppError) || error.fields['confirmed'] === undefined) throw error;
        return showReading(web, request, response, application, carrying, error.fields);
      }
      const title = 'Metadata applied';
      const flash = { kind: 'ok', title, text: 'The values were taken over and SSO is active.' } as const;
      redirectWith(request, response, pathOf(application, 'sso'), flash);
    });
  });
  return router;
}

/** Faults of what was handed in are shown on the SSO tab, with what was typed. */
async function orOnTheTab(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  typed: TypedMetadata | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    await showSso(web, request, response, application, compact({ errors: error.fields, metadata: typed }));
  }
}

async function handedIn(web: WebContext, request: Request, typed: TypedMetadata): Promise<Carrying> {
  const file = uploaded(request, 'metadata');
  const ways = [file, typed.text === '' ? undefined : typed.text, typed.url === '' ? undefined : typed.url];
  if (ways.filter((way) => way !== undefined).length > 1) {
    throw invalid({ metadata: 'Hand in a file, an address or a text: one of them.' });
  }
  if (file !== undefined) return { bytes: file };
  if (typed.text !== '') return { bytes: Buffer.from(typed.text, 'utf8') };
  if (typed.url === '') {
    throw invalid({ metadata: 'Choose the metadata file of the application, enter its address, or paste its text.' });
  }
  return { ...(await fetchSpMetadata(web.context, typed.url)), url: typed.url };
}

function typedIn(form: Form): TypedMetadata {
  return { text: text(form, 'metadataText').trim(), url: text(form, 'metadataUrl').trim() };
}

function carriedIn(form: Form): Carrying {
  const [url, etag, entityId] = [text(form, 'url'), text(form, 'etag'), text(form, 'chosen')];
  return compact<Carrying>({
    bytes: Buffer.from(text(form, 'xml'), 'base64'),
    url: url || undefined,
    etag: etag || undefined,
    entityId: entityId || undefined,
  });
}

function carriedBy(carrying: Carrying, xml: Buffer): Carried {
  const { url, etag, entityId } = carrying;
  return compact<Record<string, string>>({ xml: xml.toString('base64'), url, etag, chosen: entityId });
}

async function showReading(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  carrying: Carrying,
  errors: FieldErrors = {},
): Promise<void> {
  const reading = await reviewSpMetadata(web.context, application, carrying.bytes, carrying.entityId);
  const chrome = await chromeOf(web, request);
  const frame = await frameOf(web, application);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  if (reading.kind === 'several') {
    const { entityId: _, ...rest } = carrying;
    const props = { chrome, frame, choices: reading.choices, carried: carriedBy(rest, carrying.bytes), errors };
    return render(response, <MetadataChoicePage {...props} />, status);
  }
  const { review } = reading;
  const props = compact<MetadataReviewProps>({
    chrome,
    frame,
    ...chosenIn(reviewProps(review), status === 422 ? formOf(request) : undefined),
    carried: carriedBy(carrying, Buffer.from(review.xml, 'utf8')),
    url: carrying.url,
    errors,
  });
  render(response, <MetadataReviewPage {...props} />, status);
}

/** Keeps the ticks of a form that came back. */
function chosenIn(props: ReturnType<typeof reviewProps>, form: Form | undefined): ReturnType<typeof reviewProps> {
  const { encryption, nameId } = props.offers;
  if (form === undefined) return props;
  return {
    ...props,
    offers: {
      ...(encryption && { encryption: { ...encryption, chosen: ticked(form, 'encrypt') } }),
      ...(nameId && { nameId: { ...nameId, chosen: ticked(form, 'useNameId') } }),
    },
  };
}

async function apply(web: WebContext, request: Request, application: Application, carrying: Carrying): Promise<void> {
  const form = formOf(request);
  const { bytes, url, etag, entityId } = carrying;
  await applySpMetadata(web.context, actorOf(request), application.id, bytes, {
    choices: choicesIn(form),
    confirmed: ticked(form, 'confirmed'),
    ...(url === undefined ? {} : { source: compact({ url, etag, entityId }) }),
  });
}

/** The ticks of a review. */
export function choicesIn(form: Form): SpReview['choices'] {
  return { encrypt: ticked(form, 'encrypt'), useNameId: ticked(form, 'useNameId') };
}
