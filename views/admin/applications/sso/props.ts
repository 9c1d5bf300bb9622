import type { SsoSettings } from '../../../../src/core/application';
import type { FieldErrors } from '../../../../src/core/errors';
import type { ConnectorGuide } from '../../../../src/connectors/definition';
import type { Chrome } from '../../../layout/chrome';
import type { FrameProps } from '../props';
import type { MetadataCardProps } from './metadata-props';

/** People to choose from for a preview, and who is chosen. */
export interface PreviewChoice {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly chosenId?: string;
}

/** What the application would be told of the chosen person. */
export interface SsoPreview extends PreviewChoice {
  readonly nameId?: string;
  /** In place of the name identifier, why there is none to show. */
  readonly note?: string;
  /** In the order of `sso.attributes`; undefined where nothing is sent. */
  readonly values: readonly (string | undefined)[];
  /** Why an attribute has no value, where there is a reason; in the same order. */
  readonly notes?: readonly (string | undefined)[];
}

/** Typed texts that are shown again. */
export interface SsoTyped {
  /** The index of each ACS URL. */
  readonly acsIndexes: readonly string[];
  /** The certificate for encryption, also while nothing is encrypted. */
  readonly encryptionCertificate: string;
}

/** The values an application needs of Passo (M-054, M-055). */
export interface GiveProps {
  readonly ssoUrl: string;
  readonly entityId: string;
  readonly metadataUrl: string;
  readonly certificate?: {
    readonly pem: string;
    readonly fingerprint: string;
    readonly notAfter: number;
    readonly daysLeft: number;
    readonly downloadUrl: string;
    /** Where it is rotated. */
    readonly pageUrl: string;
    /** The next one is published and waits for the switch. */
    readonly rotating: boolean;
  };
}

/** The SSO tab. */
export interface SsoProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** As stored, or as typed. */
  readonly sso: SsoSettings;
  /** What was typed into fields that the settings can't hold as they were typed. */
  readonly typed?: SsoTyped | undefined;
  readonly give: GiveProps;
  /** The card that takes metadata in. */
  readonly metadata?: MetadataCardProps | undefined;
  readonly preview: SsoPreview;
  readonly guides: readonly ConnectorGuide[];
  readonly notes: readonly string[];
  /** What save would switch on or off; nothing has happened yet. */
  readonly pending?: 'activate' | 'deactivate' | undefined;
  /** What is shown was typed and is not stored. */
  readonly unsaved: boolean;
  readonly errors: FieldErrors;
  /** What is wrong with each attribute of a refused form, in their order. */
  readonly attributeErrors?: readonly (string | undefined)[];
  /** A problem that belongs to no field. */
  readonly message?: string;
}
