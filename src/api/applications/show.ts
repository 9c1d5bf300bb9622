import { z } from 'zod';
import { scimOf } from '../../connectors/functionality';
import type { Context } from '../../context';
import { metadataUrlOf, sloUrlOf, ssoUrlOf, type Application } from '../../core/application';
import { getApplication } from '../../store/applications';
import { moment, momentOf } from '../operation';
import { applicationReference } from '../references';

/** The name of the chapter in the documents. */
export const APPLICATIONS = 'Applications';

/** Whether something of an application is switched on; null for what it does not have. */
export const stateSchema = z.enum(['active', 'inactive']);

/** Our addresses for an application, to be entered there. */
export const addressesSchema = z.object({
  ssoUrl: z.string().meta({ description: 'Where the application sends people to sign in: the SSO IdP URL.' }),
  entityId: z.string().meta({ description: 'The IdP entity ID of Passo for this application.' }),
  metadataUrl: z.string().meta({ description: 'Metadata of Passo for this application.' }),
  logoutUrl: z.string().meta({ description: 'Where the application sends logout messages.' }),
});

/** An application as the API shows it. */
export const applicationSchema = z
  .object({
    id: z.string(),
    slug: z.string().meta({ description: 'The last part of the SSO IdP URL; it never changes.' }),
    connector: z.string().meta({ description: 'The id of its connector in the catalogue.' }),
    label: z.string(),
    description: z.string().nullable(),
    note: z.string().nullable().meta({ description: 'For admins only.' }),
    showInPortal: z.boolean().meta({ description: 'People with access have its tile in the User Portal.' }),
    bookmarkUrl: z.string().nullable().meta({ description: 'Where the tile of a bookmark leads; null for others.' }),
    variables: z.record(z.string(), z.string()),
    hasImage: z.boolean(),
    ssoState: stateSchema
      .nullable()
      .meta({ description: 'Whether people sign on; of a bookmark, whether its tile opens. Null without either.' }),
    identityManagementState: stateSchema
      .nullable()
      .meta({ description: 'Null where there is no Identity Management.' }),
    secondFactor: z.boolean().meta({ description: 'A sign-on here asks for a second factor.' }),
    signInMinutes: z
      .int()
      .nullable()
      .meta({ description: 'A sign-on here asks for a sign-in at most so many minutes old; null for any session.' }),
    addresses: addressesSchema
      .nullable()
      .meta({ description: 'What is entered in the application; null without SAML.' }),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({
    id: 'Application',
    example: {
      id: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
      slug: 'blogin',
      connector: 'blogin',
      label: 'BlogIn',
      description: null,
      note: null,
      showInPortal: true,
      bookmarkUrl: null,
      variables: { YOUR_SUBDOMAIN: 'example' },
      hasImage: false,
      ssoState: 'active',
      identityManagementState: 'inactive',
      secondFactor: false,
      signInMinutes: null,
      addresses: {
        ssoUrl: 'https://passo.example.com/saml2/blogin',
        entityId: 'https://passo.example.com/saml2/blogin/metadata',
        metadataUrl: 'https://passo.example.com/saml2/blogin/metadata',
        logoutUrl: 'https://passo.example.com/saml2/blogin/slo',
      },
      createdAt: '2026-05-04T09:30:00.000Z',
      updatedAt: '2026-05-04T09:30:00.000Z',
    },
  });

/** Shows an application. It is made of the application alone, so that its ETag tells of its changes and no others. */
export function showApplication(
  { config, connectors }: Pick<Context, 'config' | 'connectors'>,
  application: Application,
): z.output<typeof applicationSchema> {
  const { sso, slug, bookmarkUrl } = application;
  const connector = connectors.get(application.connectorId);
  const hasIdm = connector !== undefined && scimOf(connector) !== undefined;
  return {
    id: application.id,
    slug,
    connector: application.connectorId,
    label: application.label,
    description: application.description ?? null,
    note: application.note ?? null,
    showInPortal: application.showInPortal,
    bookmarkUrl: bookmarkUrl ?? null,
    variables: { ...application.variables },
    hasImage: application.hasImage,
    ssoState: sso === undefined && bookmarkUrl === undefined ? null : application.ssoState,
    identityManagementState: hasIdm || application.idmState === 'active' ? application.idmState : null,
    secondFactor: application.secondFactor,
    signInMinutes: application.signInMinutes ?? null,
    addresses: sso === undefined ? null : addressesOf(config.baseUrl, slug),
    createdAt: momentOf(application.createdAt),
    updatedAt: momentOf(application.updatedAt),
  };
}

function addressesOf(baseUrl: string, slug: string): z.output<typeof addressesSchema> {
  const metadataUrl = metadataUrlOf(baseUrl, slug);
  return { ssoUrl: ssoUrlOf(baseUrl, slug), entityId: metadataUrl, metadataUrl, logoutUrl: sloUrlOf(baseUrl, slug) };
}

/** The address of one application. */
export const applicationParams = z.strictObject({ application: applicationReference });

/**
 * Gets the application that an address means, by id or slug.
 * @throws AppError not_found
 */
export function applicationMeant({ db }: Pick<Context, 'db'>, reference: string): Promise<Application> {
  return getApplication(db, reference);
}
