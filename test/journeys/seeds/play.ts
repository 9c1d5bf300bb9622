import type { Connector } from '../../../src/connectors/definition';
import type { Context } from '../../../src/context';

/** Lets a connector of the catalogue lead to the simulator: its addresses change and nothing else does. */
export function playConnector(
  context: Context,
  id: string,
  addresses: { readonly saml?: object; readonly baseUrl?: object },
): void {
  const connectors = context.connectors as Map<string, Connector>;
  const real = connectors.get(id);
  if (real?.saml === undefined || real.scim === undefined) throw new Error(`${id} has no SAML or no SCIM.`);
  const baseUrl = { ...real.scim.baseUrl, ...addresses.baseUrl };
  connectors.set(id, { ...real, saml: { ...real.saml, ...addresses.saml }, scim: { ...real.scim, baseUrl } });
}
