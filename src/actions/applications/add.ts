import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import { isSlug, slugOf, type ApplicationId } from '../../core/ids';
import type { Connector } from '../../connectors/definition';
import {
  getApplication,
  insertApplication,
  listSlugsLike,
  saveImage,
  type PortalImage,
} from '../../store/applications';
import { isUniqueViolation } from '../../store/dialect';
import { transact, type Reader } from '../../store/tx';
import { insertKeyPair, newKeyPair } from '../certificates/create';
import type { Actor, Deps } from '../deps';
import { following, record } from '../record';
import { readGeneralInfo, type GeneralInput } from './general-input';
import { initialSso, ssoProblems } from './sso-settings';

/** What the wizard asks for. */
export interface NewApplication extends GeneralInput {
  readonly connectorId: string;
  /** The last part of the SSO IdP URL; empty for the default (M-036). */
  readonly slug?: string;
  readonly image?: PortalImage;
}

/** Names under our addresses that can't be an application's. */
const RESERVED = new Set(['metadata', 'resume', 'new', 'deletion']);

/**
 * Adds an application from the catalogue. Its slug is fixed from here on (M-037); with SAML it gets a key pair, and SSO
 * is active at once when the connector's values are complete.
 * @throws AppError not_found for an unknown connector, invalid by field
 */
export async function addApplication(deps: Deps, actor: Actor, input: NewApplication): Promise<Application> {
  const connector = getConnector(deps, input.connectorId);
  const info = readGeneralInfo(connector, input);
  const sso = initialSso(connector, info.variables);
  const keyPair = sso === undefined ? undefined : await newKeyPair(deps, info.label);
  const usable = connector.bookmark || (sso !== undefined && Object.keys(ssoProblems(sso)).length === 0);
  const id = deps.newId<ApplicationId>();
  try {
    return await transact(deps.db, async (tx) => {
      const now = deps.clock();
      const application = compact<Application>({
        ...info,
        bookmarkUrl: info.bookmarkUrl,
        description: info.description,
        note: info.note,
        id,
        connectorId: connector.id,
        slug: await chooseSlug(tx, input.slug?.trim() ?? '', connector),
        hasImage: false,
        ssoState: usable ? 'active' : 'inactive',
        sso,
        idmState: 'inactive',
        idm: {},
        secondFactor: false,
        createdAt: now,
        updatedAt: now,
      });
      await insertApplication(tx, application);
      if (input.image !== undefined) await saveImage(tx, id, input.image);
      const cause = await record(deps, tx, actor, 'application_create', { application }, {});
      if (keyPair !== undefined) await insertKeyPair(deps, tx, following(actor, cause), application, keyPair);
      return getApplication(tx, id);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid({ slug: 'Another application took this SSO IdP URL just now.' });
    throw error;
  }
}

/**
 * Gets a connector of the catalogue.
 * @throws AppError not_found
 */
export function getConnector(deps: Pick<Deps, 'connectors'>, id: string): Connector {
  const connector = deps.connectors.get(id);
  if (connector === undefined) throw new AppError('not_found', 'This connector is not in the catalogue.');
  return connector;
}

/** The slug an application of a connector gets when none is asked for (M-036, A-33). */
export function proposeSlug(reader: Reader, connector: Connector): Promise<string> {
  return chooseSlug(reader, '', connector);
}

/** Takes the slug that was asked for, or makes one of the connector's name, with -2, -3 while it is taken. */
async function chooseSlug(reader: Reader, asked: string, connector: Connector): Promise<string> {
  const wanted = asked === '' ? slugOf(connector.label) : asked.toLowerCase();
  const taken = new Set([...RESERVED, ...(await listSlugsLike(reader, wanted))]);
  const free = (): string => {
    let number = 2;
    while (taken.has(`${wanted}-${number}`)) number += 1;
    return `${wanted}-${number}`;
  };
  if (asked === '') return taken.has(wanted) ? free() : wanted;
  if (!isSlug(wanted)) {
    throw invalid({ slug: 'The last part of the SSO IdP URL has lower-case letters, digits and single hyphens only.' });
  }
  if (taken.has(wanted)) throw invalid({ slug: `This SSO IdP URL is taken. ${free()} is free.` });
  return wanted;
}
