import { NS } from '../constants';
import { attributeOf, childElements, isNamed, malformed, onlyChild, type XmlElement } from '../xml';
import { optional, readInstant, readMessageId, readName, type ReadName } from './typed-values';

/** What every message of the protocol says (saml-core sections 3.2.1 and 3.2.2), read but not believed. */
export interface CommonValues {
  readonly id: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly issueInstant: number;
  readonly issuer: ReadName;
  readonly destination?: string;
}

/** Elements by namespace and name. */
export type Parts = readonly (readonly [namespace: string, name: string])[];

/**
 * Reads what every message says, of a message of this name.
 * @param parts the elements SAML has in it; another one may mean something to the application, and would be passed over
 * @throws SamlError message_malformed for another root, foreign elements, missing or repeated parts
 */
export function readCommonValues(root: XmlElement, name: string, parts?: Parts): CommonValues {
  if (!isNamed(root, NS.protocol, name)) {
    throw malformed(
      'message',
      `it is ${String(root.localName).slice(0, 60)}, not a${/^A/.test(name) ? 'n' : ''} ${name} of SAML 2.0`,
    );
  }
  if (parts !== undefined) refuseForeign(root, parts);
  const issuer = onlyChild(root, NS.assertion, 'Issuer');
  if (!issuer) throw malformed('message', 'it has no Issuer');
  const issueInstant = readInstant(root, 'IssueInstant');
  if (issueInstant === undefined) throw malformed('message', 'it has no IssueInstant');
  return {
    id: readMessageId(root),
    version: attributeOf(root, 'Version') ?? '',
    issueInstant,
    issuer: readName(issuer),
    ...optional('destination', attributeOf(root, 'Destination')),
  };
}

function refuseForeign(root: XmlElement, parts: Parts): void {
  const foreign = childElements(root).find((child) => !parts.some(([space, name]) => isNamed(child, space, name)));
  if (foreign === undefined) return;
  throw malformed('message', `the element ${String(foreign.localName).slice(0, 60)} does not belong in it`);
}
