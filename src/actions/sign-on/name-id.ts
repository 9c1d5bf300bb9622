import { createHmac } from 'node:crypto';
import type { Application, SsoSettings } from '../../core/application';
import type { AttributeSource } from '../../core/attributes';
import { NAME_ID_FORMAT } from '../../saml/constants';
import { SamlError } from '../../saml/errors';
import { nameIdFor, type NameId } from '../../saml/response/name-id';
import { findPersistentNameId } from '../../store/sign-on/name-ids';
import type { Deps } from '../deps';

/** What a request says of the name identifier it wants (saml-core section 3.4.1.1). */
export interface AskedNameId {
  /** The URN of a format; it has been checked that we know it. */
  readonly nameIdFormat?: string;
  readonly allowCreate?: boolean;
}

/** What a name identifier is made of beside the person. */
export interface NameIdInput {
  readonly application: Pick<Application, 'id'>;
  readonly sso: Pick<SsoSettings, 'nameId' | 'spEntityId'>;
  readonly source: AttributeSource;
  readonly sessionIndex: string;
  /** The persistent name that is kept for the person at this application, where there is one. */
  readonly kept?: string | undefined;
  readonly asked?: AskedNameId | undefined;
}

/** The secret that an application's persistent name identifiers are made with. */
export function nameIdSaltOf(deps: Pick<Deps, 'secrets'>, application: Pick<Application, 'id'>): Buffer {
  return createHmac('sha256', deps.secrets.nameIdKey).update(application.id).digest();
}

/**
 * The format and the property to answer with: those of the settings, or the format that the request asks for, unless
 * the settings say that theirs is always sent (saml-core section 3.4.1.1). A request for an e-mail address gets the
 * configured property where that is sent as such, else Company Email.
 */
export function nameIdSettingsFor(settings: SsoSettings['nameId'], asked?: AskedNameId): SsoSettings['nameId'] {
  if (settings.fixed === true || asked?.nameIdFormat === undefined) return settings;
  switch (asked.nameIdFormat) {
    case NAME_ID_FORMAT.persistent:
      return { ...settings, format: 'persistent' };
    case NAME_ID_FORMAT.transient:
      return { ...settings, format: 'transient' };
    case NAME_ID_FORMAT.email:
    case MISSPELT_EMAIL:
      return {
        format: 'email',
        from: settings.format === 'email' || settings.format === 'unspecified' ? settings.from : 'email',
      };
    default:
      return settings;
  }
}

/** Written with the wrong version by some applications. */
const MISSPELT_EMAIL = 'urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress';

/**
 * Makes the name identifier of an answer. A persistent one is the kept one for ever; only the first is a keyed hash. A
 * transient one says nothing of the person, and is the same within one session, so that logout can name it.
 * @returns with `isNew` when it is a persistent one that has to be kept before it is given out
 * @throws SamlError value_not_allowed for a person without the property; invalid_name_id_policy when a new persistent
 *   name would be needed and the request forbids it
 */
export function answerNameId(deps: Pick<Deps, 'secrets'>, input: NameIdInput): { nameId: NameId; isNew: boolean } {
  const { application, sso, source, sessionIndex, kept, asked } = input;
  const settings = nameIdSettingsFor(sso.nameId, asked);
  const material = { spEntityId: sso.spEntityId, salt: '', transient: '' };
  if (settings.format === 'transient') {
    const transient = `_${createHmac('sha256', deps.secrets.nameIdKey)
      .update(JSON.stringify(['transient', application.id, source.user.id, sessionIndex]))
      .digest('hex')}`;
    return { nameId: nameIdFor(settings, source, { ...material, transient }), isNew: false };
  }
  if (settings.format !== 'persistent') return { nameId: nameIdFor(settings, source, material), isNew: false };
  if (kept !== undefined) {
    return {
      nameId: { format: NAME_ID_FORMAT.persistent, value: kept, spNameQualifier: sso.spEntityId },
      isNew: false,
    };
  }
  if (asked?.allowCreate === false) {
    throw new SamlError(
      'invalid_name_id_policy',
      'The application forbids to make a name for a person it has not seen yet, and this person has none there.',
      { clause: 'saml-core 3.4.1.1', deliver: 'to-sp', facts: { allowCreate: 'false' } },
    );
  }
  const salt = nameIdSaltOf(deps, application);
  return { nameId: nameIdFor(settings, source, { ...material, salt }), isNew: true };
}

/** Finds the persistent name that is kept for a person at an application. */
export function findKeptNameId(
  deps: Pick<Deps, 'db'>,
  application: Pick<Application, 'id'>,
  user: AttributeSource['user'],
): Promise<string | undefined> {
  return findPersistentNameId(deps.db, application.id, user.id);
}
