import type { Application, SsoAttribute, SsoSettings } from '../../core/application';
import type { AttributeSource } from '../../core/attributes';
import { compact } from '../../core/compact';
import type { UserId } from '../../core/ids';
import { attributeValues } from '../../saml/response/attribute-statement';
import { SamlError } from '../../saml/errors';
import { nameIdFor } from '../../saml/response/name-id';
import { listBoundGroupIds } from '../../store/bindings';
import { listGroupsOfUser } from '../../store/groups';
import { findPersistentNameId } from '../../store/sign-on/name-ids';
import { getUser } from '../../store/users';
import type { Deps } from '../deps';
import { nameIdSaltOf } from './name-id';

/** What an assertion would say of a person. */
export interface AssertionPreview {
  /** The name identifier; absent when the person has none, or when it is new every time. */
  readonly nameId?: string;
  /** Why there is no name identifier to show. */
  readonly note?: string;
  /** The values of each attribute as one text, in the order of the settings; undefined where nothing is sent. */
  readonly values: readonly (string | undefined)[];
  /** Why a value can't be made, in the same order: an expression that can't be read, or that gives too much. */
  readonly notes: readonly (string | undefined)[];
}

/**
 * Says what an application would get about a person with these settings, which need not be saved. Nothing is signed or
 * recorded, and the person need not have the application.
 * @throws AppError not_found for an unknown person
 */
export async function previewAssertion(
  deps: Pick<Deps, 'db' | 'clock' | 'secrets'>,
  application: Pick<Application, 'id'>,
  sso: SsoSettings,
  userId: UserId,
): Promise<AssertionPreview> {
  const user = await getUser(deps.db, userId);
  const groups = await listGroupsOfUser(deps.db, user.id);
  const bound = new Set(await listBoundGroupIds(deps.db, application.id));
  const source: AttributeSource = {
    user,
    groupNames: groups.map((group) => group.name),
    applicationGroupNames: groups.filter(({ id }) => bound.has(id)).map((group) => group.name),
    now: deps.clock(),
  };
  const rows = sso.attributes.map((row) => previewOf(row, source));
  const values = rows.map(({ value }) => value);
  const notes = rows.map(({ note }) => note);
  if (sso.nameId.format === 'transient') return { note: 'New at every sign-on', values, notes };
  try {
    const material = { spEntityId: sso.spEntityId, salt: nameIdSaltOf(deps, application), transient: '' };
    const kept = await findPersistentNameId(deps.db, application.id, user.id);
    const made = nameIdFor(sso.nameId, source, material).value;
    return { nameId: sso.nameId.format === 'persistent' ? (kept ?? made) : made, values, notes };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return compact<AssertionPreview>({ note: error.message, values, notes });
  }
}

/** Attributes are sent or not one by one; the name plays no part, so that a row just added can be looked at. */
function previewOf(row: SsoAttribute, source: AttributeSource): { readonly value?: string; readonly note?: string } {
  if (!row.enabled) return {};
  try {
    const values = attributeValues(row, source);
    return values.length === 0 ? {} : { value: values.join(', ') };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { note: error.message };
  }
}
