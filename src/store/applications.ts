import { compact } from '../core/compact';
import type { Application, IdmSettings, IdmState, SsoSettings, SsoState } from '../core/application';
import { notFound } from '../core/errors';
import { fold, isSlug, isUlid, type ApplicationId } from '../core/ids';
import { textOrNone, truth, whole, wholeOrNone } from './dialect';
import type { Reader, Tx } from './tx';

/** A row of the table of applications. */
export interface ApplicationRow {
  id: string;
  connector_id: string;
  label: string;
  description: string | null;
  slug: string;
  has_image: unknown;
  show_in_portal: unknown;
  bookmark_url: string | null;
  variables: string;
  sso_state: SsoState;
  sso: string | null;
  idm_state: IdmState;
  idm: string;
  idm_token_sealed: string | null;
  second_factor: unknown;
  sign_in_minutes: unknown;
  note: string | null;
  created_at: unknown;
  updated_at: unknown;
}

/** The part of an application that the General Info tab changes. The slug is not among it (M-037). */
export interface GeneralInfo {
  readonly label: string;
  readonly description?: string;
  readonly showInPortal: boolean;
  readonly bookmarkUrl?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** An image people see on the tile. */
export interface PortalImage {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Reads an application from its row. */
export function readApplication(row: ApplicationRow): Application {
  return compact<Application>({
    id: row.id as ApplicationId,
    connectorId: row.connector_id,
    label: row.label,
    description: textOrNone(row.description),
    slug: row.slug,
    hasImage: truth(row.has_image),
    showInPortal: truth(row.show_in_portal),
    bookmarkUrl: textOrNone(row.bookmark_url),
    variables: JSON.parse(row.variables) as Record<string, string>,
    ssoState: row.sso_state,
    sso: row.sso === null ? undefined : (JSON.parse(row.sso) as SsoSettings),
    idmState: row.idm_state,
    idm: JSON.parse(row.idm) as IdmSettings,
    secondFactor: truth(row.second_factor),
    signInMinutes: wholeOrNone(row.sign_in_minutes),
    note: textOrNone(row.note),
    createdAt: whole(row.created_at),
    updatedAt: whole(row.updated_at),
  });
}

/** Adds an application. The caller has checked that the slug is free. */
export async function insertApplication(tx: Tx, application: Application): Promise<void> {
  await tx('applications').insert({
    id: application.id,
    connector_id: application.connectorId,
    slug: application.slug,
    has_image: application.hasImage,
    ...generalColumns(application),
    sso_state: application.ssoState,
    sso: application.sso === undefined ? null : JSON.stringify(application.sso),
    idm_state: application.idmState,
    idm: JSON.stringify(application.idm),
    created_at: application.createdAt,
    updated_at: application.updatedAt,
  });
}

function generalColumns(info: GeneralInfo): Record<string, string | boolean | null> {
  return {
    label: info.label,
    description: info.description ?? null,
    show_in_portal: info.showInPortal,
    bookmark_url: info.bookmarkUrl ?? null,
    variables: JSON.stringify(info.variables),
    note: info.note ?? null,
  };
}

/** Replaces what the General Info tab shows. */
export async function saveGeneralInfo(tx: Tx, id: ApplicationId, info: GeneralInfo, now: number): Promise<void> {
  await tx('applications')
    .where({ id })
    .update({ ...generalColumns(info), updated_at: now });
}

/** Replaces what a sign-on to an application asks for beyond a session. */
export async function saveSignInDemands(
  tx: Tx,
  id: ApplicationId,
  demands: { readonly secondFactor: boolean; readonly signInMinutes: number | undefined; readonly now: number },
): Promise<void> {
  const { secondFactor, signInMinutes, now } = demands;
  await tx('applications')
    .where({ id })
    .update({ second_factor: secondFactor, sign_in_minutes: signInMinutes ?? null, updated_at: now });
}

/** Replaces an application's SAML settings and whether people can sign on. */
export async function saveSso(
  tx: Tx,
  id: ApplicationId,
  change: { sso?: SsoSettings; ssoState: SsoState; now: number },
): Promise<void> {
  await tx('applications')
    .where({ id })
    .update({
      ...(change.sso === undefined ? {} : { sso: JSON.stringify(change.sso) }),
      sso_state: change.ssoState,
      updated_at: change.now,
    });
}

/**
 * Replaces an application's Identity Management settings.
 * @param change `sealedToken` null erases the token, undefined leaves it
 */
export async function saveIdm(
  tx: Tx,
  id: ApplicationId,
  change: { idm: IdmSettings; idmState: IdmState; sealedToken?: string | null; now: number },
): Promise<void> {
  await tx('applications')
    .where({ id })
    .update({
      idm: JSON.stringify(change.idm),
      idm_state: change.idmState,
      ...(change.sealedToken === undefined ? {} : { idm_token_sealed: change.sealedToken }),
      updated_at: change.now,
    });
}

/** Keeps the tile's image, or takes it away. */
export async function saveImage(tx: Tx, id: ApplicationId, image: PortalImage | undefined): Promise<void> {
  await tx('application_images').where({ application_id: id }).delete();
  if (image !== undefined) {
    await tx('application_images').insert({ application_id: id, content_type: image.contentType, bytes: image.bytes });
  }
  await tx('applications')
    .where({ id })
    .update({ has_image: image !== undefined });
}

/** Removes an application with its bindings, certificates, links and due work. Events stay. */
export async function deleteApplication(tx: Tx, id: ApplicationId): Promise<void> {
  await tx('applications').where({ id }).delete();
}

/** Finds the tile's image. */
export async function findImage(reader: Reader, id: ApplicationId): Promise<PortalImage | undefined> {
  const row: { content_type: string; bytes: Buffer } | undefined = await reader('application_images')
    .where({ application_id: id })
    .first();
  return row && { contentType: row.content_type, bytes: row.bytes };
}

/** Finds an application by id. */
export async function findApplication(reader: Reader, id: ApplicationId): Promise<Application | undefined> {
  const row: ApplicationRow | undefined = await reader('applications').where({ id }).first();
  return row && readApplication(row);
}

/** Finds an application by the slug in its addresses. */
export async function findApplicationBySlug(reader: Reader, slug: string): Promise<Application | undefined> {
  if (!isSlug(slug)) return undefined;
  const row: ApplicationRow | undefined = await reader('applications').where({ slug }).first();
  return row && readApplication(row);
}

/**
 * Gets an application by its id or its slug, as addresses of the Administrator Portal give it.
 * @throws AppError not_found
 */
export async function getApplication(reader: Reader, idOrSlug: string): Promise<Application> {
  const bySlug = await findApplicationBySlug(reader, idOrSlug);
  const application =
    bySlug ?? (isUlid(idOrSlug) ? await findApplication(reader, idOrSlug as ApplicationId) : undefined);
  if (application === undefined) throw notFound('This application');
  return application;
}

/**
 * Gets an application for a change that rests on how it is now: until the transaction ends nobody else changes it, on
 * any instance, so that nothing is written back that somebody has just changed.
 * @throws AppError not_found
 */
export async function lockApplication(tx: Tx, id: ApplicationId): Promise<Application> {
  await tx('applications').select('id').where({ id }).forNoKeyUpdate();
  return getApplication(tx, id);
}

/** Lists the slugs that begin with one, to choose a free one. */
export async function listSlugsLike(reader: Reader, slug: string): Promise<string[]> {
  const rows: { slug: string }[] = await reader('applications')
    .where({ slug })
    .orWhere('slug', 'like', `${slug}-%`)
    .select('slug');
  return rows.map((row) => row.slug);
}

/** Lists applications by label, those whose label, description or slug holds the text. */
export async function listApplications(reader: Reader, search?: string): Promise<Application[]> {
  const rows: ApplicationRow[] = await reader('applications').orderBy('label');
  const words = fold(search ?? '')
    .split(/\s+/)
    .filter(Boolean);
  return rows
    .map(readApplication)
    .filter((application) => {
      const text = fold(
        [application.label, application.description, application.slug, application.connectorId].join(' '),
      );
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { sensitivity: 'base' }));
}

/** Finds the application that is registered for an SP's entity ID, apart from one. */
export async function findApplicationByEntityId(
  reader: Reader,
  entityId: string,
  except?: ApplicationId,
): Promise<Application | undefined> {
  const all = await listApplications(reader);
  return all.find((application) => application.id !== except && application.sso?.spEntityId === entityId);
}

/** Finds the sealed token of an application's integration. */
export async function findSealedToken(reader: Reader, id: ApplicationId): Promise<string | undefined> {
  const row: { idm_token_sealed: string | null } | undefined = await reader('applications')
    .where({ id })
    .first('idm_token_sealed');
  return row?.idm_token_sealed ?? undefined;
}
