import type { RecordedRequest, RecordOptions } from './record';
import type { SignatureDemand, SignIn } from './saml/service-provider';
import type { Defects } from './switches/definition';

/** How to start a simulated service provider. */
export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The interface to listen on; loopback when left out. */
  readonly host?: string;
  /** What it is called on its pages. */
  readonly name: string;
  /** The bearer token its SCIM endpoints ask for. */
  readonly scimToken: string;
  /** The address people and Passo reach it by, when that is not `http://host:port`. */
  readonly publicUrl?: string;
  /** Where the identity provider's metadata is; read at the first sign-in. */
  readonly idpMetadataUrl?: string;
  /** The identity provider's metadata itself, instead of its address. */
  readonly idp?: { readonly metadataXml: string };
  readonly defects?: Defects;
  /** Names of texts the product takes for a user beside the core schema, such as "location". */
  readonly extraAttributes?: readonly string[];
  /** The folder that holds passo.css, passo.js and mark.svg. */
  readonly assetsDir: string;
  /** A JSON file to keep accounts, sign-ins and the key pair in over a restart. */
  readonly stateFile?: string;
  /** Signs AuthnRequests; off when left out. */
  readonly signRequests?: boolean;
  /** What has to be signed in a Response; "either" when left out. */
  readonly demand?: SignatureDemand;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** From 0 to 1, below 1; for answers that get lost by chance. */
  readonly random?: () => number;
  /** How many requests are remembered, and whether with their bodies. */
  readonly record?: RecordOptions;
}

/** An account as the simulator's pages and tests see it. */
export interface SimulatedAccount {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly active: boolean;
  readonly hasPassword: boolean;
  /** Names of the groups it is a member of. */
  readonly groups: readonly string[];
  /** Everything that was provisioned, as SCIM attributes. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A group as the simulator's pages and tests see it. */
export interface SimulatedGroup {
  readonly id: string;
  readonly displayName: string;
  /** Ids of accounts. */
  readonly members: readonly string[];
  /** Everything that was provisioned but the members. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A running simulated service provider. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly scimBaseUrl: string;
  readonly token: string;
  /** SP Entity ID, which is the metadata address as well. */
  readonly entityId: string;
  readonly acsUrl: string;
  /** Where it takes logout messages, by redirect and by POST. */
  readonly sloUrl: string;
  readonly metadataUrl: string;
  /** PEM of the certificate AuthnRequests are signed with. */
  readonly certificate: string;
  /** Where client credentials are exchanged for a token, while the switch asks for that. */
  readonly tokenUrl: string;
  /** The last 1,000 SCIM requests, or as many as were asked for, oldest first. */
  readonly requests: readonly RecordedRequest[];
  accounts(): readonly SimulatedAccount[];
  /** The account with a user name, whatever its case, without a walk over all of them. */
  account(userName: string): SimulatedAccount | undefined;
  groups(): readonly SimulatedGroup[];
  signIns(): readonly SignIn[];
  defects(): Defects;
  /** Replaces all defects. */
  setDefects(defects: Defects): void;
  /** Points the SAML side at another identity provider. @throws AppError invalid */
  useIdpMetadata(url: string): void;
  /** Closes the listener and every connection. */
  stop(): Promise<void>;
}
