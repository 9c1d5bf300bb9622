import type { FieldErrors } from '../../../../src/core/errors';
import type { MetadataChange } from '../../../../src/saml/metadata/sp-changes';
import type { SpChoice } from '../../../../src/saml/metadata/sp-metadata';
import type { Chrome } from '../../../layout/chrome';
import type { FrameProps } from '../props';

/** The address that an application's metadata is read from by itself. Times in milliseconds since the epoch. */
export interface SourceProps {
  readonly url: string;
  readonly lastOkAt?: number;
  readonly nextTryAt: number;
  /** Why it could not be read, since when; told loudly once it has failed several times. */
  readonly fault?: { readonly sentence: string; readonly since: number; readonly telling: boolean };
  /** Since when new metadata waits for a decision. */
  readonly foundAt?: number;
}

/** The card that takes metadata in. */
export interface MetadataCardProps {
  /** As typed, after a refusal. */
  readonly text?: string;
  readonly url?: string;
  readonly source?: SourceProps;
}

/** Values that go back with the next form, by name. */
export type Carried = Readonly<Record<string, string>>;

/** A document of several service providers: one is to be chosen. */
export interface MetadataChoiceProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly choices: readonly SpChoice[];
  readonly carried: Carried;
  readonly errors: FieldErrors;
}

/** What was read from an SP's metadata, beside what is stored (M-051). */
export interface ReviewProps {
  readonly settings: readonly (MetadataChange & { readonly changed: boolean })[];
  /** What else the metadata says: nothing of it is stored. */
  readonly about: readonly {
    readonly term: string;
    readonly lines: readonly string[];
    /** Every letter counts: a name of a protocol. */
    readonly exact: boolean;
  }[];
  readonly warnings: readonly string[];
  /** What has to be confirmed. */
  readonly dangers: readonly string[];
  readonly offers: {
    readonly encryption?: { readonly line: string; readonly chosen: boolean };
    readonly nameId?: { readonly word: string; readonly chosen: boolean };
  };
}

/** The page before metadata is applied, or accepted when it was found at its address. */
export interface MetadataReviewProps extends ReviewProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly carried: Carried;
  /** The address it came from. */
  readonly url?: string;
  /** When it was found there by itself; without it, an admin has handed it in just now. */
  readonly foundAt?: number;
  readonly errors: FieldErrors;
}
