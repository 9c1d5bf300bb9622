import type { LogoutMessage } from '../bindings';
import { LIMIT, NS, TIME } from '../constants';
import { SamlError } from '../errors';
import { readCommonValues, type CommonValues, type Parts } from '../reading/message-parts';
import { optional, readInstant, readName, type ReadName } from '../reading/typed-values';
import { childrenNamed, malformed, onlyChild, parseXml, textOf, type XmlElement } from '../xml';
import { believe, requireDestination, requireFreshness, requireVersion, tooOld, type ExpectedLogout } from './trust';

/** A LogoutRequest that met every rule. Its values come from signed bytes when it was signed. */
export interface LogoutRequest {
  readonly id: string;
  readonly nameId: ReadName;
  /** Empty: every session of the person at the application. */
  readonly sessionIndexes: readonly string[];
  readonly relayState?: string;
  readonly signed: boolean;
}

interface RequestValues extends CommonValues {
  readonly notOnOrAfter?: number;
  /** Absent when the person is named in a way that can't be read: encrypted, or by a BaseID. */
  readonly nameId?: ReadName;
  readonly sessionIndexes: readonly string[];
}

/** More sessions than this are not named by anybody who means well. */
const MOST_INDEXES = 100;

/**
 * Reads a LogoutRequest and holds it against the application it claims to come from (saml-core section 3.7.1,
 * saml-profiles section 4.4.4.1). Consent, Reason and Extensions are read over: an answer is welcome to those as well
 * who said that they want none (Asynchronous).
 * @throws SamlError of the first rule that is broken; with deliver 'to-sp' its facts carry `inResponseTo`
 */
export function verifyLogoutRequest(message: LogoutMessage, expected: ExpectedLogout): LogoutRequest {
  const root = parseXml(message.xml, 'message');
  const { values, signed } = believe(message, root, expected, readValues);
  requireDestination(values, expected, signed);
  requireFreshness(values, expected);
  const { nameId, notOnOrAfter } = values;
  if (notOnOrAfter !== undefined && notOnOrAfter + TIME.skew <= expected.now) {
    throw tooOld(notOnOrAfter, expected.now, 'saml-core 3.7.1');
  }
  try {
    requireVersion(values);
    if (nameId === undefined) throw unreadableName();
    requireQualifiers(nameId, expected.spEntityId);
  } catch (error) {
    if (error instanceof SamlError) throw answerable(error, values.id);
    throw error;
  }
  return {
    id: values.id,
    nameId,
    sessionIndexes: values.sessionIndexes,
    ...optional('relayState', message.relayState),
    signed,
  };
}

/** The same refusal, with the ID that the answer to the application has to name. */
export function answerable(error: SamlError, inResponseTo: string): SamlError {
  const { code, message, clause, facts } = error;
  return new SamlError(code, message, { clause, deliver: 'to-sp', facts: { ...facts, inResponseTo } });
}

const PARTS: Parts = [
  [NS.assertion, 'Issuer'],
  [NS.signature, 'Signature'],
  [NS.protocol, 'Extensions'],
  [NS.assertion, 'NameID'],
  [NS.assertion, 'BaseID'],
  [NS.assertion, 'EncryptedID'],
  [NS.protocol, 'SessionIndex'],
];

function readValues(root: XmlElement): RequestValues {
  const common = readCommonValues(root, 'LogoutRequest', PARTS);
  onlyChild(root, NS.protocol, 'Extensions');
  return {
    ...common,
    ...optional('notOnOrAfter', readInstant(root, 'NotOnOrAfter')),
    ...optional('nameId', readPerson(root)),
    sessionIndexes: readSessionIndexes(root),
  };
}

/** saml-core section 3.7.1: exactly one of the three. */
function readPerson(root: XmlElement): ReadName | undefined {
  const names = ['NameID', 'BaseID', 'EncryptedID'].flatMap((name) => childrenNamed(root, NS.assertion, name));
  const [name] = names;
  if (name === undefined) throw malformed('message', 'it names nobody');
  if (names.length > 1) throw malformed('message', 'it names more than one person');
  return name.localName === 'NameID' ? readName(name) : undefined;
}

function readSessionIndexes(root: XmlElement): string[] {
  const indexes = childrenNamed(root, NS.protocol, 'SessionIndex').map((element) => textOf(element));
  if (indexes.some((index) => index === '' || index.length > LIMIT.entityId)) {
    throw malformed('message', 'a SessionIndex is empty or too long');
  }
  if (indexes.length > MOST_INDEXES) throw malformed('message', `it names more than ${MOST_INDEXES} sessions`);
  return indexes;
}

/** saml-core section 2.2.2: a name in somebody else's name space is nobody's here. */
function requireQualifiers({ spNameQualifier, spProvidedId }: ReadName, spEntityId: string): void {
  const foreign = spNameQualifier === undefined || spNameQualifier === spEntityId ? spProvidedId : spNameQualifier;
  if (foreign === undefined) return;
  throw new SamlError('unknown_principal', 'The application named a person in a way that names nobody here.', {
    clause: 'saml-core 2.2.2',
    facts: { asked: foreign.slice(0, 200) },
  });
}

function unreadableName(): SamlError {
  return new SamlError(
    'request_unsupported',
    'The application named the person by an encrypted identifier. Passo publishes no key to encrypt for: set the application to send the name identifier plain.',
    { clause: 'saml-core 3.7.1' },
  );
}
