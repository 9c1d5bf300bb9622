import type { FieldErrors } from '../../../src/core/errors';
import type { RowCounts, RowOutcome, UserFileState } from '../../../src/core/user-file/file';
import type { Chrome } from '../../layout/chrome';

/** A column of the file and what it holds. */
export interface FileColumn {
  readonly heading: string;
  /** The first cell below it. */
  readonly example: string;
  /** The field of a person; an empty text when it is left out. */
  readonly property: string;
}

/** A line in the list. */
export interface FileLine {
  readonly line: number;
  readonly name: string;
  readonly outcome: RowOutcome;
  readonly sentence?: string;
  readonly person?: { readonly name: string; readonly href: string };
}

/** What is chosen for the lines. */
export interface FileChoices {
  readonly existing: string;
  readonly first: string;
  readonly groupId: string;
}

/** What the page of a file shows. */
export interface FilePageProps {
  readonly chrome: Chrome;
  readonly id: string;
  readonly name: string;
  readonly state: UserFileState;
  /** "UTF-8, comma": how it was read. */
  readonly read: string;
  readonly total: number;
  /** Lines that are checked or imported so far, and how many there are to do. */
  readonly progress: { readonly done: number; readonly of: number };
  readonly counts: RowCounts;
  readonly sentence?: string;
  readonly columns: readonly FileColumn[];
  readonly choices: FileChoices;
  readonly groups: readonly { readonly value: string; readonly label: string }[];
  readonly mail: boolean;
  /** A message goes to whoever began it. */
  readonly mailed: boolean;
  readonly lines: {
    readonly shown: readonly FileLine[];
    readonly filter: string;
    readonly total: number;
    readonly page: number;
    readonly pageSize: number;
  };
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Address of a file. */
export function userFilePath(id: string): string {
  return `/admin/users/import/${encodeURIComponent(id)}`;
}
