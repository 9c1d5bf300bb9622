/** What was kept of an exchange of messages. */
export interface ExchangeFacts {
  readonly kind: 'sign-on' | 'logout';
  readonly startedBy: 'sp' | 'idp';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** XML, redacted. */
  readonly request?: string;
  readonly response?: string;
  readonly userName?: string;
  /** The reason of a refusal; absent when it was answered. */
  readonly code?: string;
  readonly sentence?: string;
  readonly facts?: Readonly<Record<string, string>>;
}

/** A certificate of the application as it is registered now. */
export interface RegisteredCertificate {
  /** SHA-256, as upper-case hex pairs with colons. */
  readonly fingerprint: string;
  readonly notAfter: number;
}

/** What the diagnosis is held against: the application as it is set up now. */
export interface Surroundings {
  readonly label: string;
  readonly certificates: readonly RegisteredCertificate[];
  /** Entity IDs of the other applications, with their labels. */
  readonly others: readonly { readonly label: string; readonly entityId: string }[];
  /** The exchanges of the application that are kept, this one among them. */
  readonly exchanges: readonly ExchangeFacts[];
}

/** The page of an application where the cause can be removed. */
export type Remedy = 'sso' | 'user-groups' | 'users' | 'general';

/** What was wrong, in one sentence or two, and where to do something about it. */
export interface Diagnosis {
  readonly answered: boolean;
  readonly sentence: string;
  readonly remedy?: Remedy;
}
