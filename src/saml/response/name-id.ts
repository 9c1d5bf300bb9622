import { createHmac } from 'node:crypto';
import type { SsoSettings } from '../../core/application';
import { labelOf, readAttribute, type AttributeSource } from '../../core/attributes';
import { NAME_ID_FORMAT } from '../constants';
import { SamlError } from '../errors';

/** A name identifier as it stands in an assertion. */
export interface NameId {
  /** The format's URN. */
  readonly format: string;
  readonly value: string;
  readonly spNameQualifier?: string;
}

/** What the formats other than the plain ones are made of. */
export interface NameIdMaterial {
  readonly spEntityId: string;
  /** Secret of the application; the same for its whole life. */
  readonly salt: string | Buffer;
  /** At least 128 random bits as text, new for every answer. */
  readonly transient: string;
}

/**
 * Makes the name identifier of a person for one application (saml-core section 8.3). A persistent one is a keyed hash
 * of the person's id: it stays when names change, and two applications can't compare theirs.
 * @throws SamlError value_not_allowed when the person has no value for the property
 */
export function nameIdFor(settings: SsoSettings['nameId'], source: AttributeSource, material: NameIdMaterial): NameId {
  const format = NAME_ID_FORMAT[settings.format];
  if (settings.format === 'transient') return { format, value: material.transient };
  if (settings.format === 'persistent') {
    const value = createHmac('sha256', material.salt)
      .update(JSON.stringify([material.spEntityId, source.user.id]))
      .digest('hex');
    return { format, value, spNameQualifier: material.spEntityId };
  }
  const value = readAttribute(settings.from, source);
  if (typeof value === 'string' && value.trim() !== '') return { format, value };
  throw new SamlError(
    'value_not_allowed',
    `The person has no ${labelOf(settings.from)}, which this application needs to recognise people. Enter it on the person's page.`,
    { clause: 'saml-core 2.2.3', facts: { attribute: settings.from } },
  );
}
