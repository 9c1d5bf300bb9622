import { compact } from '../../core/compact';
import { NS } from '../constants';
import { attributeOf, childrenNamed, type XmlElement } from '../xml';
import { wordsIn } from './reading';

/** An attribute that a service provider asks for (saml-metadata section 2.4.4.2). */
export interface RequestedAttribute {
  readonly name: string;
  readonly friendlyName?: string;
  readonly required: boolean;
}

/** What metadata tells people about a service provider. */
export interface SpDescription {
  readonly displayName?: string;
  /** Whom to turn to: a name, an address or both. */
  readonly contact?: string;
  readonly requestedAttributes: readonly RequestedAttribute[];
}

const UI = 'urn:oasis:names:tc:SAML:metadata:ui';
const MOST_ATTRIBUTES = 100;

/** Reads what people are told of an entity; nothing in it decides anything. */
export function readDescription(entity: XmlElement, role: XmlElement): SpDescription {
  return compact<SpDescription>({
    displayName: displayNameOf(entity, role),
    contact: contactOf(entity, role),
    requestedAttributes: requestedBy(role),
  });
}

/** The name people know an entity by: of its user interface, its organisation, or its service (saml-metadata-ui section 2.1). */
export function displayNameOf(entity: XmlElement, role?: XmlElement): string | undefined {
  const extensions = [...(role ? childrenNamed(role, NS.metadata, 'Extensions') : [])];
  const info = extensions.flatMap((one) => childrenNamed(one, UI, 'UIInfo'));
  const organisation = [role, entity].flatMap((one) => (one ? childrenNamed(one, NS.metadata, 'Organization') : []));
  const services = role ? childrenNamed(role, NS.metadata, 'AttributeConsumingService') : [];
  return (
    inEnglish(info.flatMap((one) => childrenNamed(one, UI, 'DisplayName'))) ??
    inEnglish(organisation.flatMap((one) => childrenNamed(one, NS.metadata, 'OrganizationDisplayName'))) ??
    inEnglish(services.flatMap((one) => childrenNamed(one, NS.metadata, 'ServiceName')))
  );
}

function inEnglish(names: readonly XmlElement[]): string | undefined {
  const language = (name: XmlElement): string => (name.getAttributeNS(NS.xml, 'lang') ?? '').toLowerCase();
  const chosen = names.find((name) => /^en(?:-|$)/.test(language(name))) ?? names[0];
  const words = chosen && wordsIn(chosen);
  return words === '' ? undefined : words;
}

function contactOf(entity: XmlElement, role: XmlElement): string | undefined {
  const people = [entity, role].flatMap((one) => childrenNamed(one, NS.metadata, 'ContactPerson'));
  const person = people.find((one) => attributeOf(one, 'contactType') === 'technical') ?? people[0];
  if (person === undefined) return undefined;
  const part = (name: string): string => childrenNamed(person, NS.metadata, name).map(wordsIn)[0] ?? '';
  const email = part('EmailAddress').replace(/^mailto:/i, '');
  const name = [part('GivenName'), part('SurName')].filter(Boolean).join(' ') || part('Company');
  return [name, email].filter(Boolean).join(', ') || undefined;
}

function requestedBy(role: XmlElement): RequestedAttribute[] {
  const found = new Map<string, RequestedAttribute>();
  for (const service of childrenNamed(role, NS.metadata, 'AttributeConsumingService')) {
    for (const attribute of childrenNamed(service, NS.metadata, 'RequestedAttribute')) {
      const name = (attributeOf(attribute, 'Name') ?? '').trim().slice(0, 512);
      if (name === '' || found.size >= MOST_ATTRIBUTES) continue;
      const required = /^\s*(?:true|1)\s*$/.test(attributeOf(attribute, 'isRequired') ?? '');
      const friendlyName = attributeOf(attribute, 'FriendlyName')?.trim().slice(0, 200);
      found.set(name, compact<RequestedAttribute>({ name, friendlyName: friendlyName || undefined, required }));
    }
  }
  return [...found.values()];
}
