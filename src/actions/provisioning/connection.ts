import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { MASK, type SecretText } from '../../core/secret-text';
import type { Connector, ConnectorScim } from '../../connectors/definition';
import { effectiveScim } from '../../connectors/effective';
import { scimOf } from '../../connectors/functionality';
import type { ScimAddress, ScimAnswer, ScimSilence, ScimTransport } from '../../scim/transport';
import { makeScimClient, type ScimClient, type ScimClientOptions } from '../../scim/client';
import { DEFAULT_FACTS, type ScimFacts } from '../../scim/facts';
import { findSealedToken } from '../../store/applications';
import { learnFacts, readFacts } from '../../store/provisioning/facts';
import { findOpening, type Opening } from '../../store/provisioning/standing';
import { unseal } from '../../store/seal';
import { transact, type Reader } from '../../store/tx';
import { getConnector } from '../applications/add';
import type { Deps } from '../deps';
import type { Pace } from './pace';
import { withoutPasswords } from './passwords/hide';

/** An application's connector and what it knows of its SCIM service. */
export interface Integration {
  readonly connector: Connector;
  /** With the application's own table of attributes. */
  readonly scim: ConnectorScim;
  /** As the connector brings it. */
  readonly base: ConnectorScim;
}

/**
 * Finds what an application's connector knows of SCIM.
 * @throws AppError conflict for connectors that can't provision
 */
export function getIntegration(deps: Pick<Deps, 'connectors'>, application: Application): Integration {
  const connector = getConnector(deps, application.connectorId);
  const base = scimOf(connector);
  if (base === undefined) throw new AppError('conflict', `${application.label} has no Identity Management.`);
  return { connector, scim: effectiveScim(base, application.idm), base };
}

/** The place a token is sealed for. */
export function tokenPlace(application: Pick<Application, 'id'>): string {
  return `application:${application.id}:token`;
}

/**
 * Makes the client for an address and a token that are not stored yet.
 * @param known what is known of the SP, and who keeps what is learnt
 */
export function clientFor(
  deps: Pick<Deps, 'scimTransport' | 'clock'>,
  application: Pick<Application, 'label' | 'slug'>,
  address: ScimAddress,
  known: Pick<ScimClientOptions, 'facts' | 'onFact'> = {},
): ScimClient {
  return makeScimClient({
    ...known,
    transport: withoutSecrets(deps.scimTransport({ ...address, app: application.slug }), address.token),
    label: application.label,
    host: new URL(address.baseUrl).host,
    now: deps.clock,
  });
}

/** Takes the token and the passwords of a request out of what an SP answers to it. */
function withoutSecrets(transport: ScimTransport, token: SecretText): ScimTransport {
  return async (request) => withoutPasswords(request, withoutToken(token, await transport(request)));
}

/** Takes the token out of what an SP says of a failure: some repeat it, and it would stand in events and on pages. */
function withoutToken(token: SecretText, came: ScimAnswer | ScimSilence): ScimAnswer | ScimSilence {
  if (came.kind !== 'answer' || came.status < 300) return came;
  const hide = (text: string, secret: string): string => text.replaceAll(secret, MASK);
  const plain = token.reveal();
  const { json, text } = came;
  return {
    ...came,
    json: json === undefined ? undefined : JSON.parse(hide(JSON.stringify(json), JSON.stringify(plain).slice(1, -1))),
    ...(text === undefined ? {} : { text: hide(text, plain) }),
  };
}

/**
 * Opens an active integration: its client, with the stored token and what is known of the SP. What its answers teach is
 * kept, beside the work: should that fail, it is learnt again.
 * @returns undefined when the address or the token is missing
 * @throws TokenUnreadable
 */
export async function openClient(
  deps: Deps,
  reader: Reader,
  application: Application,
): Promise<ScimClient | undefined> {
  const opening = await findOpening(reader, application.id);
  return opening && clientOf(deps, { ...opening, application });
}

/** The same for what was read already. */
export function clientOf(deps: Deps, opening: Opening): ScimClient | undefined {
  const { application } = opening;
  const address = addressOf(deps, application, opening.sealedToken);
  if (address === undefined) return undefined;
  const pace = paceOf(deps, application);
  const paced = { clock: deps.clock, scimTransport: (where: ScimAddress) => pace.over(deps.scimTransport(where)) };
  const facts = opening.facts === undefined ? undefined : { ...DEFAULT_FACTS, ...readFacts(opening.facts) };
  const onFact = (learnt: Partial<ScimFacts>): void => {
    transact(deps.db, (tx) => learnFacts(tx, application.id, learnt, deps.clock())).catch(() => undefined);
  };
  return clientFor(
    paced,
    application,
    address,
    compact<Pick<ScimClientOptions, 'facts' | 'onFact'>>({ facts, onFact }),
  );
}

/**
 * Opens the stored address of an integration, with its token.
 * @returns undefined when the address or the token is missing
 * @throws TokenUnreadable
 */
export async function openAddress(
  deps: Pick<Deps, 'secrets'>,
  reader: Reader,
  application: Application,
): Promise<ScimAddress | undefined> {
  return addressOf(deps, application, await findSealedToken(reader, application.id));
}

function addressOf(
  deps: Pick<Deps, 'secrets'>,
  application: Application,
  sealed: string | undefined,
): ScimAddress | undefined {
  const { baseUrl, auth, pace: { timeoutMs } = {} } = application.idm;
  if (sealed === undefined || baseUrl === undefined) return undefined;
  return compact<ScimAddress>({ baseUrl, token: openToken(deps, application, sealed), auth, timeoutMs });
}

/** The plain way to an SP, at the application's pace, for requests that no client makes. */
export function openTransport(
  deps: Pick<Deps, 'scimTransport' | 'paces' | 'config'>,
  application: Application,
  address: ScimAddress,
): ScimTransport {
  const way = deps.scimTransport({ ...address, app: application.slug });
  const paced = paceOf(deps, application).over(way);
  return async (request) => withoutToken(address.token, await paced(request));
}

/** The pace of an application: its own settings, else those of the process. */
export function paceOf(deps: Pick<Deps, 'paces' | 'config'>, application: Pick<Application, 'id' | 'idm'>): Pace {
  const { perSecond, concurrency } = deps.config.provisioning;
  return deps.paces.of(application.id, { perSecond, concurrency, ...application.idm.pace });
}

/** The stored Token Key can't be opened: this server has another encryption key than the one it was sealed with. */
export class TokenUnreadable extends AppError {
  constructor(cause: unknown) {
    super('conflict', 'The stored Token Key can’t be opened: Passo runs with another encryption key than before.', {
      cause,
    });
    this.name = 'TokenUnreadable';
  }
}

function openToken(deps: Pick<Deps, 'secrets'>, application: Application, sealed: string): SecretText {
  try {
    return unseal(deps.secrets.sealingKey, tokenPlace(application), sealed);
  } catch (error) {
    throw new TokenUnreadable(error);
  }
}
