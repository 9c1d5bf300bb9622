import type { Application, SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import type { UserId } from '../../core/ids';
import { attributesFor } from '../../saml/response/attribute-statement';
import { SamlError } from '../../saml/errors';
import { nameIdFor } from '../../saml/response/name-id';
import { listGroupsOfUser } from '../../store/groups';
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
  const source = { user, groupNames: groups.map((group) => group.name), now: deps.clock() };
  const values = sso.attributes.map((row) => {
    const sent = attributesFor([{ ...row, name: row.name === '' ? '(unnamed)' : row.name }], source);
    return sent[0]?.values.join(', ');
  });
  if (sso.nameId.format === 'transient') return { note: 'New at every sign-on', values };
  try {
    const material = { spEntityId: sso.spEntityId, salt: nameIdSaltOf(deps, application), transient: '' };
    return { nameId: nameIdFor(sso.nameId, source, material).value, values };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return compact<AssertionPreview>({ note: error.message, values });
  }
}
