import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import { EDITABLE_FIELDS, isHelpLink, isHelpMail, readBranding, type Branding } from '../../core/portal/branding';
import { deleteLogo, saveLogo } from '../../store/portal/branding';
import { findSetting, saveSetting } from '../../store/settings';
import { transact, type Reader, type Tx } from '../../store/tx';
import { readImage } from '../applications/image-input';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/** What an admin sets about the organisation, apart from its logo. */
export interface OrganisationInput extends Omit<Branding, 'logo'> {
  readonly name: string;
}

const NAME_MOST = 128;
const NOTE_MOST = 300;

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use ${most} characters at most.`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'This holds a character that can’t be kept.')
    .default('')
    .transform((text) => (text === '' ? undefined : text.normalize('NFC')));

const organisationForm = z.object({
  name: line(NAME_MOST).refine((text) => text !== undefined, 'Enter the name of your organisation.'),
  contactName: line(128),
  contactMail: line(254).refine(
    (text) => text === undefined || isHelpMail(text),
    'Enter an email address such as help@example.com.',
  ),
  contactPhone: line(40).refine(
    (text) => text === undefined || /^[+(]?\d[\d\s().\-/]*$/.test(text),
    'Use digits, spaces and + ( ) - . /',
  ),
  contactLink: line(500).refine(
    (text) => text === undefined || isHelpLink(text),
    'Enter an address that begins with https:// or http://, without a login in it.',
  ),
  signInNote: line(NOTE_MOST),
});

/**
 * Reads the form of the organisation. Only the fields named here are read, whatever else comes (SECURITY A5).
 * @param editable the ticked fields; what people may never edit is left out
 * @throws AppError invalid with a sentence by field
 */
export function readOrganisationForm(
  form: Readonly<Record<string, unknown>>,
  editable: readonly string[],
): OrganisationInput {
  const result = organisationForm.safeParse(form);
  if (!result.success) {
    const fields: Record<string, string> = {};
    for (const issue of result.error.issues) fields[String(issue.path[0])] ??= issue.message;
    throw invalid(fields);
  }
  const { name = '', contactName, contactMail, contactPhone, contactLink, signInNote } = result.data;
  return compact<OrganisationInput>({
    name,
    contact: compact({ name: contactName, mail: contactMail, phone: contactPhone, link: contactLink }),
    signInNote,
    editable: EDITABLE_FIELDS.filter((field) => editable.includes(field)),
  });
}

/** What is known of the organisation. The name is absent before the first admin gave it. */
export type Organisation = Branding & { readonly name?: string };

/** Finds what is known of the organisation. */
export async function findOrganisation(reader: Reader): Promise<Organisation> {
  const branding = readBranding(await findSetting(reader, 'branding'));
  return compact<Organisation>({ ...branding, name: await findSetting(reader, 'organisation') });
}

/**
 * Keeps what an admin set about the organisation.
 * @param wanted what is set, or what makes it of what is known now
 * @returns names of what changed; nothing is written when nothing did
 */
export async function changeOrganisation(
  deps: Deps,
  actor: Actor,
  wanted: OrganisationInput | ((now: Organisation) => OrganisationInput),
): Promise<readonly string[]> {
  return transact(deps.db, async (tx) => {
    const before = await findOrganisation(tx);
    const { name, ...input } = typeof wanted === 'function' ? wanted(before) : wanted;
    const { logo } = before;
    const after = compact<Branding>({ ...input, logo });
    const names = ['name', 'contact', 'signInNote', 'editable'] as const;
    const changed = names.filter((one) => JSON.stringify({ ...after, name }[one]) !== JSON.stringify(before[one]));
    if (changed.length === 0) return changed;
    await saveSetting(tx, 'organisation', name);
    await saveSetting(tx, 'branding', JSON.stringify(after));
    await record(deps, tx, actor, 'organisation_update', {}, { changed });
    return changed;
  });
}

/**
 * Keeps or removes the organisation's logo: PNG, JPEG or WebP by what it holds (SECURITY A6).
 * @param bytes as they were uploaded; undefined removes it
 * @throws AppError invalid
 */
export async function changeLogo(deps: Deps, actor: Actor, bytes: Buffer | undefined): Promise<void> {
  const image = bytes && readImage(bytes);
  await transact(deps.db, async (tx) => {
    const before = await readStored(tx);
    if (image === undefined && before.logo === undefined) return;
    if (image === undefined) await deleteLogo(tx);
    else await saveLogo(tx, { ...image, updatedAt: deps.clock() });
    const logo = image && createHash('sha256').update(image.bytes).digest('base64url').slice(0, 16);
    await saveSetting(tx, 'branding', JSON.stringify(compact<Branding>({ ...before, logo })));
    await record(deps, tx, actor, 'organisation_update', {}, { changed: ['logo'] });
  });
}

async function readStored(tx: Tx): Promise<Branding> {
  return readBranding(await findSetting(tx, 'branding'));
}
