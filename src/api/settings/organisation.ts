import { z } from 'zod';
import {
  changeLogo,
  changeOrganisation,
  findOrganisation,
  readOrganisationForm,
  type Organisation,
} from '../../actions/portal/organisation';
import { EDITABLE_FIELDS } from '../../core/portal/branding';
import { notFound } from '../../core/errors';
import { findLogo } from '../../store/portal/branding';
import { imageField } from '../applications/add';
import { operation, type Operation } from '../operation';
import { SETTINGS } from './tag';

const PATH = '/settings/organisation';
const line = z.string().max(2_000).nullable();

const organisationSchema = z
  .object({
    name: line.meta({ description: 'What people see on pages and in mail.' }),
    contact: z
      .object({ name: line, mail: line, phone: line, link: line })
      .meta({ description: 'Whom people ask for help.' }),
    signInNote: line.meta({ description: 'A sentence on the sign-in page.' }),
    editable: z.array(z.enum(EDITABLE_FIELDS)).meta({ description: 'What people may change of themselves.' }),
    hasLogo: z.boolean(),
  })
  .meta({
    id: 'Organisation',
    example: {
      name: 'Example GmbH',
      contact: { name: 'IT help desk', mail: 'help@example.com', phone: null, link: null },
      signInNote: null,
      editable: ['mobilePhone'],
      hasLogo: false,
    },
  });

const readOrganisation = operation({
  id: 'readOrganisation',
  method: 'get',
  path: PATH,
  tag: SETTINGS,
  summary: 'Read what Passo says of the organisation',
  scope: 'settings:read',
  answers: { 200: organisationSchema },
  etag: true,
  async run({ deps }) {
    return { status: 200, body: show(await findOrganisation(deps.db)) };
  },
});

const updateOrganisation = operation({
  id: 'updateOrganisation',
  method: 'patch',
  path: PATH,
  tag: SETTINGS,
  summary: 'Change what Passo says of the organisation',
  description: 'What is left out stays as it is; null clears. `editable` is replaced as a whole.',
  scope: 'settings:write',
  body: z.strictObject({
    name: z.string().max(2_000).optional(),
    contact: z
      .strictObject({ name: line.optional(), mail: line.optional(), phone: line.optional(), link: line.optional() })
      .optional(),
    signInNote: line.optional(),
    editable: z.array(z.enum(EDITABLE_FIELDS)).max(EDITABLE_FIELDS.length).optional(),
  }),
  answers: { 200: organisationSchema },
  etag: true,
  pointers: {
    contactName: 'contact/name',
    contactMail: 'contact/mail',
    contactPhone: 'contact/phone',
    contactLink: 'contact/link',
  },
  async run(call) {
    const { deps, actor, body } = call;
    const text = (given: string | null | undefined, now: string | undefined): string | undefined =>
      given === undefined ? now : (given ?? undefined);
    await changeOrganisation(deps, actor, (now) => {
      call.demandUnchanged(show(now));
      const { contact = {} } = body;
      const form = {
        name: body.name ?? now.name,
        contactName: text(contact.name, now.contact.name),
        contactMail: text(contact.mail, now.contact.mail),
        contactPhone: text(contact.phone, now.contact.phone),
        contactLink: text(contact.link, now.contact.link),
        signInNote: text(body.signInNote, now.signInNote),
      };
      return readOrganisationForm(form, body.editable ?? now.editable);
    });
    return { status: 200, body: show(await findOrganisation(deps.db)) };
  },
});

const readLogo = operation({
  id: 'readLogo',
  method: 'get',
  path: `${PATH}/logo`,
  tag: SETTINGS,
  summary: 'Read the logo',
  scope: 'settings:read',
  answers: { 200: z.object({ contentType: z.string().meta({ example: 'image/png' }), image: z.string() }) },
  etag: true,
  async run({ deps }) {
    const found = await findLogo(deps.db);
    if (found === undefined) throw notFound('A logo');
    return { status: 200, body: { contentType: found.contentType, image: found.bytes.toString('base64') } };
  },
});

const putLogo = operation({
  id: 'putLogo',
  method: 'put',
  path: `${PATH}/logo`,
  tag: SETTINGS,
  summary: 'Set the logo',
  scope: 'settings:write',
  body: z.strictObject({ image: imageField }),
  answers: { 204: null },
  async run({ deps, actor, body }) {
    await changeLogo(deps, actor, body.image);
    return { status: 204 };
  },
});

const deleteLogo = operation({
  id: 'deleteLogo',
  method: 'delete',
  path: `${PATH}/logo`,
  tag: SETTINGS,
  summary: 'Remove the logo',
  scope: 'settings:write',
  answers: { 204: null },
  async run({ deps, actor }) {
    await changeLogo(deps, actor, undefined);
    return { status: 204 };
  },
});

function show({ name, contact, signInNote, editable, logo }: Organisation): z.output<typeof organisationSchema> {
  return {
    name: name ?? null,
    contact: {
      name: contact.name ?? null,
      mail: contact.mail ?? null,
      phone: contact.phone ?? null,
      link: contact.link ?? null,
    },
    signInNote: signInNote ?? null,
    editable: [...editable],
    hasLogo: logo !== undefined,
  };
}

/** What Passo says of the organisation. */
export const organisationOperations: readonly Operation[] = [
  readOrganisation,
  updateOrganisation,
  readLogo,
  putLogo,
  deleteLogo,
];
