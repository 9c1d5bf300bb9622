import type { Chrome } from '../../../../layout/chrome';
import type { FrameProps } from '../../props';

/** A user of the application, as the list shows them. */
export interface ImportRow {
  readonly place: number;
  readonly name: string;
  readonly username: string;
  readonly email?: string;
  readonly status: 'new' | 'imported';
  readonly chosen: boolean;
  /** Of an imported one: the person they are here. */
  readonly person?: { readonly name: string; readonly href: string };
  /** The person they match in username and email. */
  readonly matches?: string;
  /** They match half, or several: whom to link to has to be chosen. */
  readonly choices?: readonly { readonly id: string; readonly name: string; readonly chosen: boolean }[];
  /** Why they were refused, or what was left out. */
  readonly sentence?: string;
}

/** What the last import, or the one under way, came to. */
export interface ImportOutcome {
  readonly total: number;
  readonly created: number;
  readonly linked: number;
  readonly refused: number;
}

/** The list is complete, and can be chosen from. */
export interface ImportList {
  readonly rows: readonly ImportRow[];
  /** Found by the search, or all. */
  readonly total: number;
  readonly fresh: number;
  readonly imported: number;
  readonly chosen: number;
  readonly q?: string;
  /** New Users-only is on (M-184, A-05). */
  readonly newOnly: boolean;
  readonly page: number;
  readonly pageSize: number;
}

/** The page of an import. */
export interface ImportPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** Absent until somebody began. */
  readonly state?: 'reading' | 'ready' | 'importing' | 'failed';
  /** Users listed so far. */
  readonly read: number;
  readonly readAt?: number;
  /** Why the list could not be read, or who stopped the import. */
  readonly sentence?: string;
  readonly outcome?: ImportOutcome;
  /** Somebody is written to when the import under way is complete. */
  readonly mailed: boolean;
  readonly list?: ImportList;
  readonly message?: string;
}
