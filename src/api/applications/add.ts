import { z } from 'zod';
import { addApplication, getConnector, type NewApplication } from '../../actions/applications/add';
import { readImage } from '../../actions/applications/image-input';
import type { Connector } from '../../connectors/definition';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import { bytesIn } from '../base64';
import { pointerStep } from '../frame/json';
import { invalidBody } from '../frame/refusal';
import { operation, type Operation } from '../operation';
import { applicationMeant, applicationParams, APPLICATIONS, applicationSchema, showApplication } from './show';

/** Form of the fields of General Info, for adding and changing. */
export const generalFields = {
  label: z.string().meta({ description: 'The Display Label: 1 to 256 characters.', example: 'BlogIn' }),
  description: z.string().nullable().meta({ description: 'Up to 1,024 characters; null for none.' }),
  note: z.string().nullable().meta({ description: 'For admins only, up to 4,000 characters; null for none.' }),
  showInPortal: z.boolean().meta({ description: 'People with access have its tile in the User Portal.' }),
  bookmarkUrl: z.string().max(2_000).meta({ description: 'For bookmarks: where the tile leads.' }),
  variables: z.record(z.string().max(100), z.string().max(1_000)).meta({
    description: 'Values by the names that the connector gives its variables.',
    example: { YOUR_SUBDOMAIN: 'example' },
  }),
};

/**
 * Refuses General Info that the connector has no place for: it would be lost without a word.
 * @throws Refusal 422 with the place in the body
 */
export function demandKnown(
  { label, bookmark, variables }: Connector,
  body: {
    readonly variables?: Readonly<Record<string, string>> | undefined;
    readonly bookmarkUrl?: string | undefined;
  },
): void {
  const known = variables.map(({ name }) => name);
  const unknown = Object.keys(body.variables ?? {}).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const names = known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`;
    throw invalidBody(`/variables${pointerStep(unknown)}`, `${label} has no variable of this name. ${names}`);
  }
  if (body.bookmarkUrl !== undefined && !bookmark) {
    throw invalidBody('/bookmarkUrl', `${label} is no bookmark, so it has no address of its own.`);
  }
}

/**
 * Waits for an action that takes General Info, and names its fields as a body does.
 * @throws what the action throws
 */
export async function asSent<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const named = ([name, sentence]: [string, string]): [string, string] => [
      name.replace(/^variable\./, 'variables.'),
      sentence,
    ];
    throw invalid(Object.fromEntries(Object.entries(error.fields).map(named)));
  }
}

/** An image in a body: 512 KB at most. */
export const imageField = bytesIn(512 * 1024).meta({ description: 'PNG, JPEG or WebP, 512 KB at most, as base64.' });

const slug = z.string().max(200).meta({
  description: 'The last part of the SSO IdP URL; unsaid, Passo makes one of the name. It never changes.',
  example: 'blogin',
});

const createApplication = operation({
  id: 'createApplication',
  method: 'post',
  path: '/applications',
  tag: APPLICATIONS,
  summary: 'Add an application from the catalogue',
  description:
    'With SAML it gets a signing certificate, and SSO is active at once when the values of the connector are complete. ' +
    'Otherwise enter them by `putSso` or `applySpMetadata`. Nobody has access yet: see `changeAccess`.',
  scope: 'applications:write',
  maxBytes: 1024 * 1024,
  body: z.strictObject({
    connector: z.string().max(200).meta({ description: 'The id of a connector of the catalogue.', example: 'blogin' }),
    label: generalFields.label,
    slug: slug.optional(),
    description: generalFields.description.optional(),
    note: generalFields.note.optional(),
    showInPortal: generalFields.showInPortal.optional(),
    bookmarkUrl: generalFields.bookmarkUrl.optional(),
    variables: generalFields.variables.optional(),
    image: imageField.optional(),
  }),
  answers: { 201: applicationSchema },
  etag: true,
  async run({ deps, actor, body }) {
    const { connector, image, ...rest } = body;
    const input = compact<NewApplication>({
      ...rest,
      connectorId: connector,
      description: rest.description ?? undefined,
      note: rest.note ?? undefined,
      showInPortal: rest.showInPortal ?? true,
      variables: rest.variables ?? {},
      image: image === undefined ? undefined : readImage(image),
    });
    demandKnown(getConnector(deps, connector), body);
    const application = await asSent(addApplication(deps, actor, input));
    return { status: 201, location: `/applications/${application.id}`, body: showApplication(deps, application) };
  },
});

const duplicateApplication = operation({
  id: 'duplicateApplication',
  method: 'post',
  path: '/applications/{application}/duplicate',
  tag: APPLICATIONS,
  summary: 'Add another application of the same connector with the same General Info',
  description:
    'Label and slug are its own. Single sign-on begins with the values of the connector; settings, access, image and ' +
    'Identity Management are not copied.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({
    label: generalFields.label,
    slug: slug.optional(),
    variables: generalFields.variables.optional(),
  }),
  answers: { 201: applicationSchema },
  etag: true,
  async run({ deps, actor, params, body }) {
    const before = await applicationMeant(deps, params.application);
    const { description, note, showInPortal, bookmarkUrl, connectorId } = before;
    const variables = { ...before.variables, ...body.variables };
    const { label, slug: wanted } = body;
    const input = { label, slug: wanted, description, note, showInPortal, bookmarkUrl, connectorId, variables };
    demandKnown(getConnector(deps, connectorId), body);
    const application = await asSent(
      addApplication(deps, actor, compact<NewApplication>({ ...input, image: undefined })),
    );
    return { status: 201, location: `/applications/${application.id}`, body: showApplication(deps, application) };
  },
});

/** Adding applications. */
export const addOperations: readonly Operation[] = [createApplication, duplicateApplication];
