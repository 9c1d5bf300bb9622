import type { Connector, ConnectorScim } from './definition';
import { GENERIC_SCIM } from './generic-scim';

/** A word of the catalogue's Supported Functionality column (M-021). */
export type Functionality = 'SSO' | 'JIT' | 'Provisioning' | 'Bookmark';

/** The SCIM block that applies: the prebuilt one, else the generic one where a custom integration may be configured. */
export function scimOf(connector: Pick<Connector, 'scim' | 'customScim'>): ConnectorScim | undefined {
  return connector.scim ?? (connector.customScim ? GENERIC_SCIM : undefined);
}

/**
 * What the catalogue says a connector can do (M-021). JIT and Provisioning are two things and are named apart (M-008);
 * only a prebuilt SCIM block counts as Provisioning.
 */
export function supportedFunctionality(
  connector: Pick<Connector, 'saml' | 'scim' | 'bookmark'>,
): readonly Functionality[] {
  const words: Functionality[] = [];
  if (connector.saml !== undefined) words.push('SSO');
  if (connector.saml?.attributes.some((attribute) => attribute.jit === 'required') === true) words.push('JIT');
  if (connector.scim !== undefined) words.push('Provisioning');
  if (connector.bookmark) words.push('Bookmark');
  return words;
}

/**
 * The Provisioning badge of a configured application: green while its SCIM integration is active (M-046), grey when one
 * is available but not active (M-045), none when there is no prebuilt one (M-047).
 * @param idmActive the application's Identity Management is active
 */
export function provisioningBadge(connector: Pick<Connector, 'scim'>, idmActive: boolean): 'none' | 'grey' | 'green' {
  if (idmActive) return 'green';
  return connector.scim === undefined ? 'none' : 'grey';
}
