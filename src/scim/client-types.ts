import type { ListPart } from './list';
import type { Outcome } from './outcome';
import type { PatchOperation } from './patch';
import type { ScimFacts } from './facts';
import type { ScimResource } from './resource';
import type { ScimAttributes } from './schemas';
import type { ServiceProviderConfig } from './service-provider-config';
import type { ScimTransport } from './transport';

/** What a client needs from outside. */
export interface ScimClientOptions {
  readonly transport: ScimTransport;
  /** The application's name, for sentences. */
  readonly label: string;
  /** The host name of the Base URL, for sentences. */
  readonly host?: string;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** What is known of the SP; absent, RFC 7644 is taken at its word. */
  readonly facts?: ScimFacts;
  /** Told when an answer showed that a fact is another, so that it can be kept. */
  readonly onFact?: (learnt: Partial<ScimFacts>) => void;
}

/** A change of a known account: the smallest PATCH, and the whole for SPs that take only that. */
export interface UserChange {
  readonly operations: readonly PatchOperation[];
  /** The user as it should be once the change is made, as far as Passo sends it. */
  readonly whole: ScimAttributes;
}

/** Members of a group, by the ids of their accounts at the SP. */
export interface MemberDelta {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The requests Passo makes to an SP. None of them throws for what the SP or the network does. */
export interface ScimClient {
  /** What is known of the SP now, with what this client has learnt. */
  facts(): ScimFacts;
  /** Creates an account (RFC 7644 section 3.3). */
  createUser(attributes: ScimAttributes): Promise<Outcome<ScimResource>>;
  /** Reads an account by its id (RFC 7644 section 3.4.1). */
  getUser(id: string): Promise<Outcome<ScimResource>>;
  /**
   * Changes an account as the SP takes it: PATCH (RFC 7644 section 3.5.2), or read and PUT (section 3.5.1), which never
   * takes away what Passo does not send. The value is what the SP answered, which may be nothing.
   */
  changeUser(id: string, change: UserChange): Promise<Outcome<ScimResource | undefined>>;
  /** Deletes an account (RFC 7644 section 3.6). One that is gone already answers `gone`. */
  deleteUser(id: string): Promise<Outcome<undefined>>;
  /**
   * Finds the accounts with a user name (RFC 7644 section 3.4.2.2), compared as RFC 7643 section 4.1.1 says, without case.
   * What the SP returns is compared again here: an SP that ignores filters returns everybody.
   */
  findUsersByUserName(userName: string): Promise<Outcome<readonly ScimResource[]>>;
  /**
   * Finds the accounts with an e-mail address, compared without case, by a filter alone: an SP that refuses it, or has no
   * filters, is not asked again, and finds nobody.
   */
  findUsersByEmail(email: string): Promise<Outcome<readonly ScimResource[]>>;
  /** Lists all accounts, page by page (RFC 7644 section 3.4.2.4, RFC 9865). A failure, or a page that is not complete, is the last value. */
  listUsers(): AsyncGenerator<Outcome<ListPart>>;
  /** Creates a group with its first members (RFC 7643 section 4.2); more of them follow by `changeMembers`. */
  createGroup(displayName: string, members: readonly string[]): Promise<Outcome<ScimResource>>;
  /** Reads a group; its members only when asked for. */
  getGroup(id: string, withMembers: boolean): Promise<Outcome<ScimResource>>;
  /** Renames a group. */
  renameGroup(id: string, displayName: string): Promise<Outcome<undefined>>;
  /**
   * Adds and removes members in one request, at most `facts().memberPiece` of them: the caller cuts a large change into
   * pieces. One that was too large is `rejected`, with the SP's own status, which is 413 or 400; the fact is learnt, so that
   * the next pieces are smaller.
   */
  changeMembers(id: string, delta: MemberDelta): Promise<Outcome<undefined>>;
  /** Deletes a group. */
  deleteGroup(id: string): Promise<Outcome<undefined>>;
  /** Finds the groups with a name, compared without case; the caller tells exact matches from others. Without members. */
  findGroupsByName(displayName: string): Promise<Outcome<readonly ScimResource[]>>;
  /** Lists all groups, page by page; their members only when asked for. */
  listGroups(withMembers: boolean): AsyncGenerator<Outcome<ListPart>>;
  /** Reads what the SP says it can do (RFC 7644 section 4); what it does not say, it can't. */
  readServiceProviderConfig(): Promise<Outcome<ServiceProviderConfig>>;
}
