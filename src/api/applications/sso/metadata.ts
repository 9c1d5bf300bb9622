import { z } from 'zod';
import { applySpMetadata, reviewSpMetadata, type ApplyOptions } from '../../../actions/applications/sp-metadata';
import {
  acceptFoundMetadata,
  dismissFoundMetadata,
  reviewFoundMetadata,
  stopWatchingMetadata,
} from '../../../actions/applications/sp-metadata-decide';
import { fetchSpMetadata } from '../../../actions/applications/sp-metadata-fetch';
import { refreshSpMetadata } from '../../../actions/applications/sp-metadata-refresh';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { AppError, notFound } from '../../../core/errors';
import { findSpMetadataSource } from '../../../store/sign-on/sp-metadata-sources';
import { invalidBody } from '../../frame/refusal';
import { operation, type Operation } from '../../operation';
import { applicationMeant, applicationParams } from '../show';
import { reviewSchema, showReview, showSource, sourceSchema } from './metadata-show';
import { showSso, SSO, ssoOf, ssoSchema } from './operations';

const documentFields = {
  xml: z
    .string()
    .max(2 * 1024 * 1024)
    .optional()
    .meta({ description: 'The text of the metadata.' }),
  url: z.string().max(2_000).optional().meta({
    description: 'Its address instead. What is applied from an address is read again from then on.',
    example: 'https://blog.example.com/sso/metadata',
  }),
  entityId: z.string().max(2_000).optional().meta({
    description: 'Which service provider, where the document describes several.',
  }),
};

const choiceFields = {
  encrypt: z.boolean().optional().meta({
    description: 'Encrypt assertions for the certificate in the metadata. Unsaid, what is encrypted stays encrypted.',
  }),
  useNameId: z.boolean().optional().meta({
    description: 'Send the first name ID format of the metadata that Passo has. Unsaid, the name ID stays.',
  }),
  confirmed: z.boolean().optional().meta({
    description: 'The dangers of the review were read. Without dangers it is not needed.',
  }),
};

const MAX_BYTES = 5 * 1024 * 1024;
const POINTERS = { metadata: 'xml', metadataUrl: 'url' };

interface Document {
  readonly xml?: string | undefined;
  readonly url?: string | undefined;
  readonly entityId?: string | undefined;
}

/** Reads the document of a body, by its text or from its address. */
async function documentOf(
  deps: Context,
  { xml, url }: Document,
): Promise<{ readonly bytes: Buffer; readonly source?: { readonly url: string; readonly etag?: string } }> {
  if ((xml === undefined) === (url === undefined)) throw invalidBody('', 'Send either xml or url.');
  if (url === undefined) return { bytes: Buffer.from(xml ?? '', 'utf8') };
  const { bytes, etag } = await fetchSpMetadata(deps, url.trim());
  return { bytes, source: compact<{ url: string; etag?: string }>({ url: url.trim(), etag }) };
}

function choicesOf(
  application: Application,
  { encrypt, useNameId = false }: { readonly encrypt?: boolean | undefined; readonly useNameId?: boolean | undefined },
): NonNullable<ApplyOptions['choices']> {
  return { encrypt: encrypt ?? application.sso?.encryption !== undefined, useNameId };
}

const reviewOperation = operation({
  id: 'reviewSpMetadata',
  method: 'post',
  path: '/applications/{application}/sp-metadata/review',
  tag: SSO,
  summary: 'Look at what the metadata of an application would change',
  description: 'Nothing is changed. Where the document describes several service providers, they are listed.',
  scope: 'applications:write',
  params: applicationParams,
  maxBytes: MAX_BYTES,
  body: z.strictObject(documentFields),
  answers: {
    200: z.object({
      review: reviewSchema.nullable().meta({ description: 'Null where one has to be chosen first.' }),
      choices: z.array(z.object({ entityId: z.string(), displayName: z.string().nullable() })),
    }),
  },
  pointers: POINTERS,
  async run({ deps, params, body }) {
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    const { bytes } = await documentOf(deps, body);
    const reading = await reviewSpMetadata(deps, application, bytes, body.entityId);
    if (reading.kind === 'one') return { status: 200, body: { review: showReview(reading.review), choices: [] } };
    const choices = reading.choices.map(({ entityId, displayName = null }) => ({ entityId, displayName }));
    return { status: 200, body: { review: null, choices } };
  },
});

const applyOperation = operation({
  id: 'applySpMetadata',
  method: 'put',
  path: '/applications/{application}/sp-metadata',
  tag: SSO,
  summary: 'Take over the metadata of an application and activate SSO',
  description:
    'Entity ID, addresses and certificates come from the metadata; nothing becomes less strict. With `digest`, only what ' +
    'was looked at is taken over.',
  scope: 'applications:write',
  params: applicationParams,
  maxBytes: MAX_BYTES,
  body: z.strictObject({
    ...documentFields,
    ...choiceFields,
    digest: z.string().max(200).optional().meta({ description: 'Of the review that was looked at.' }),
  }),
  answers: { 200: ssoSchema },
  pointers: POINTERS,
  async run({ deps, actor, params, body }) {
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    const { bytes, source } = await documentOf(deps, body);
    const reading = await reviewSpMetadata(deps, application, bytes, body.entityId);
    if (reading.kind === 'several') {
      const names = reading.choices.slice(0, 10).map(({ entityId }) => entityId);
      throw invalidBody('/entityId', `The document describes several service providers. Name one: ${names.join(', ')}`);
    }
    const { review } = reading;
    if (body.digest !== undefined && body.digest !== review.digest) {
      throw new AppError('conflict', 'The metadata is not what you looked at any more. Look again.');
    }
    const options = compact<ApplyOptions>({
      choices: choicesOf(application, body),
      confirmed: body.confirmed,
      source: source && compact<NonNullable<ApplyOptions['source']>>({ ...source, entityId: body.entityId }),
    });
    const after = await applySpMetadata(deps, actor, application.id, Buffer.from(review.xml, 'utf8'), options);
    return { status: 200, body: showSso(after) };
  },
});

async function sourceNow(deps: Context, application: Application): Promise<z.output<typeof sourceSchema>> {
  const source = await findSpMetadataSource(deps.db, application.id);
  if (source === undefined) throw notFound('A metadata address of this application');
  const found = source.found === undefined ? undefined : await reviewFoundMetadata(deps, application);
  return showSource(source, found);
}

const readSource = operation({
  id: 'readSpMetadataSource',
  method: 'get',
  path: '/applications/{application}/sp-metadata/source',
  tag: SSO,
  summary: 'Read the address that metadata is read from by itself, and what was found there',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: sourceSchema },
  async run({ deps, params }) {
    return { status: 200, body: await sourceNow(deps, await applicationMeant(deps, params.application)) };
  },
});

const refreshSource = operation({
  id: 'refreshSpMetadata',
  method: 'post',
  path: '/applications/{application}/sp-metadata/refresh',
  tag: SSO,
  summary: 'Read the metadata again now',
  description: 'Nothing is taken over by it: see `acceptSpMetadata`.',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 200: sourceSchema },
  async run({ deps, params }) {
    const application = await applicationMeant(deps, params.application);
    await refreshSpMetadata(deps, application.id);
    return { status: 200, body: await sourceNow(deps, application) };
  },
});

const digest = z.string().max(200).meta({ description: 'Of the review that was looked at.' });

const acceptFound = operation({
  id: 'acceptSpMetadata',
  method: 'post',
  path: '/applications/{application}/sp-metadata/accept',
  tag: SSO,
  summary: 'Take over the new metadata that was found',
  description: 'Whether people can sign on stays as it is.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({ digest, ...choiceFields }),
  answers: { 200: ssoSchema },
  async run({ deps, actor, params, body }) {
    const application = await applicationMeant(deps, params.application);
    const options = compact<ApplyOptions>({ choices: choicesOf(application, body), confirmed: body.confirmed });
    return { status: 200, body: showSso(await acceptFoundMetadata(deps, actor, application.id, body.digest, options)) };
  },
});

const dismissFound = operation({
  id: 'dismissSpMetadata',
  method: 'post',
  path: '/applications/{application}/sp-metadata/dismiss',
  tag: SSO,
  summary: 'Leave the settings as they are, until the metadata changes again',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({ digest }),
  answers: { 204: null },
  async run({ deps, actor, params, body }) {
    const { id } = await applicationMeant(deps, params.application);
    await dismissFoundMetadata(deps, actor, id, body.digest);
    return { status: 204 };
  },
});

const stopWatching = operation({
  id: 'deleteSpMetadataSource',
  method: 'delete',
  path: '/applications/{application}/sp-metadata/source',
  tag: SSO,
  summary: 'Stop reading the metadata by itself',
  description: 'The settings stay as they are.',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 204: null },
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    await stopWatchingMetadata(deps, actor, id);
    return { status: 204 };
  },
});

/** The metadata of an application. */
export const spMetadataOperations: readonly Operation[] = [
  reviewOperation,
  applyOperation,
  readSource,
  refreshSource,
  acceptFound,
  dismissFound,
  stopWatching,
];
