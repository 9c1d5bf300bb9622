import { z } from 'zod';
import { setImage } from '../../actions/applications/configure';
import { guideAddress, makeGuideLink, revokeGuideLink } from '../../actions/applications/guide-link';
import { readImage } from '../../actions/applications/image-input';
import { hasGuide } from '../../connectors/guides';
import { fillGuide } from '../../connectors/placeholders';
import { metadataUrlOf, ssoUrlOf } from '../../core/application';
import { AppError, notFound } from '../../core/errors';
import { findImage } from '../../store/applications';
import { findGuideLinkOf } from '../../store/portal/guide-links';
import { guidesSchema, showGuides } from '../connectors/show';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../operation';
import { imageField } from './add';
import { applicationMeant, applicationParams, APPLICATIONS } from './show';

const imageSchema = z.object({
  contentType: z.string().meta({ example: 'image/png' }),
  image: z.string().meta({ description: 'The bytes as base64.' }),
});

const readApplicationImage = operation({
  id: 'readApplicationImage',
  method: 'get',
  path: '/applications/{application}/image',
  tag: APPLICATIONS,
  summary: 'Read the User Portal Image',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: imageSchema },
  etag: true,
  async run({ deps, params }) {
    const { id } = await applicationMeant(deps, params.application);
    const found = await findImage(deps.db, id);
    if (found === undefined) throw notFound('An image of this application');
    return { status: 200, body: { contentType: found.contentType, image: found.bytes.toString('base64') } };
  },
});

const putApplicationImage = operation({
  id: 'putApplicationImage',
  method: 'put',
  path: '/applications/{application}/image',
  tag: APPLICATIONS,
  summary: 'Set the User Portal Image',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({ image: imageField }),
  answers: { 204: null },
  async run({ deps, actor, params, body }) {
    const { id } = await applicationMeant(deps, params.application);
    await setImage(deps, actor, id, readImage(body.image));
    return { status: 204 };
  },
});

const deleteApplicationImage = operation({
  id: 'deleteApplicationImage',
  method: 'delete',
  path: '/applications/{application}/image',
  tag: APPLICATIONS,
  summary: 'Take the User Portal Image away',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 204: null },
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    await setImage(deps, actor, id, undefined);
    return { status: 204 };
  },
});

const readApplicationGuide = operation({
  id: 'readApplicationGuide',
  method: 'get',
  path: '/applications/{application}/guide',
  tag: APPLICATIONS,
  summary: 'Read the steps of the other side, filled with the values of this application',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: guidesSchema },
  async run({ deps, params }) {
    const { connectorId, slug, variables } = await applicationMeant(deps, params.application);
    const { sso = [], identityManagement = [] } = deps.connectors.get(connectorId)?.guides ?? {};
    const metadataUrl = metadataUrlOf(deps.config.baseUrl, slug);
    const values = {
      'sso-url': ssoUrlOf(deps.config.baseUrl, slug),
      'idp-entity-id': metadataUrl,
      'metadata-url': metadataUrl,
    };
    const fill = (guide: (typeof sso)[number]): (typeof sso)[number] => fillGuide(guide, values, variables);
    return {
      status: 200,
      body: showGuides({ sso: sso.map(fill), identityManagement: identityManagement.map(fill) }),
    };
  },
});

const createGuideLink = operation({
  id: 'createGuideLink',
  method: 'post',
  path: '/applications/{application}/guide-link',
  tag: APPLICATIONS,
  summary: 'Make a link to the guide for a colleague without an account',
  description: 'It works for seven days, in the one browser that opens it. The link before stops working.',
  scope: 'applications:write',
  params: applicationParams,
  answers: {
    201: z.object({ url: z.string().meta({ description: 'Shown this once.' }), expiresAt: moment.nullable() }),
  },
  async run({ deps, actor, params }) {
    const { id, label, connectorId } = await applicationMeant(deps, params.application);
    if (!hasGuide(deps.connectors.get(connectorId))) throw new AppError('conflict', `${label} has no guide.`);
    const token = await makeGuideLink(deps, actor, id);
    const link = await findGuideLinkOf(deps.db, id, deps.clock());
    return { status: 201, body: { url: guideAddress(deps, token), expiresAt: momentOrNull(link?.expiresAt) } };
  },
});

const readGuideLink = operation({
  id: 'readGuideLink',
  method: 'get',
  path: '/applications/{application}/guide-link',
  tag: APPLICATIONS,
  summary: 'Read whether there is a link to the guide',
  description: 'Its address is not shown again.',
  scope: 'applications:read',
  params: applicationParams,
  answers: {
    200: z.object({
      createdBy: z.string(),
      createdAt: moment,
      expiresAt: moment,
      openedAt: moment.nullable(),
    }),
  },
  async run({ deps, params }) {
    const { id } = await applicationMeant(deps, params.application);
    const link = await findGuideLinkOf(deps.db, id, deps.clock());
    if (link === undefined) throw notFound('A link to the guide of this application');
    const { createdBy, createdAt, expiresAt, openedAt } = link;
    const times = { createdAt: momentOf(createdAt), expiresAt: momentOf(expiresAt), openedAt: momentOrNull(openedAt) };
    return { status: 200, body: { createdBy, ...times } };
  },
});

const revokeGuideLinkOperation = operation({
  id: 'revokeGuideLink',
  method: 'delete',
  path: '/applications/{application}/guide-link',
  tag: APPLICATIONS,
  summary: 'Take the link to the guide back',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 204: null },
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    await revokeGuideLink(deps, actor, id);
    return { status: 204 };
  },
});

/** The image of an application, and the steps of the other side. */
export const imageAndGuideOperations: readonly Operation[] = [
  readApplicationImage,
  putApplicationImage,
  deleteApplicationImage,
  readApplicationGuide,
  createGuideLink,
  readGuideLink,
  revokeGuideLinkOperation,
];
