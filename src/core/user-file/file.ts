import type { GroupId } from '../ids';

/**
 * 'reading' while its lines are kept, 'checking' each of them, 'ready' to be looked at, 'importing', 'stopped' on the way,
 * or 'done'.
 */
export type UserFileState = 'reading' | 'checking' | 'ready' | 'importing' | 'stopped' | 'done';

/** What the lines of people who are there already do: nothing, change them, or count as a problem. */
export type ExistingPeople = 'skip' | 'update' | 'refuse';

/** How new people get in: by an activation link that is mailed to them, or by one that is made for each of them later. */
export type FileFirst = 'mailed-link' | 'later';

/** What becomes of the lines. */
export interface UserFileChoice {
  /** The property of each column; an empty text leaves the column out. */
  readonly columns: readonly string[];
  readonly existing: ExistingPeople;
  readonly first: FileFirst;
  /** The user group they join. */
  readonly groupId?: GroupId;
}

/** Who imports, as the events will say, and who is written to at the end. */
export interface UserFileRun {
  readonly eventId: string;
  readonly actor: {
    readonly id?: string;
    readonly keyId?: string;
    readonly name: string;
    readonly clientIp?: string;
  };
  /** Lines that had something to do when it began. */
  readonly total: number;
  readonly mailTo?: string;
}

/** Everything about a file that is decided by people or found out while it is read. */
export interface UserFileOptions extends UserFileChoice {
  readonly encoding: string;
  readonly delimiter: string;
  readonly run?: UserFileRun;
  /** The API key that sent it or changed it last, instead of a person. */
  readonly startedByKey?: string;
}

/**
 * What a line comes to. Before the import: 'new', 'change', 'same', 'skip' or 'problem'; 'waiting' until it is checked.
 * After it: 'created', 'changed' or 'refused'.
 */
export const ROW_OUTCOMES = [
  'waiting',
  'new',
  'change',
  'same',
  'skip',
  'problem',
  'created',
  'changed',
  'refused',
] as const;

/** One of them. */
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** Lines by what they came to. */
export type RowCounts = Readonly<Record<RowOutcome, number>>;

/** A file of people on its way into the directory. */
export interface UserFile {
  readonly id: string;
  readonly fileName: string;
  readonly state: UserFileState;
  readonly options: UserFileOptions;
  readonly header: readonly string[];
  readonly total: number;
  /** Lines that are checked or imported so far. */
  readonly done: number;
  /** Why it can't be imported as it is, or why it stopped. */
  readonly sentence?: string;
  readonly startedById?: string;
  readonly startedBy: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly finishedAt?: number;
}

/** A line of a file. */
export interface UserFileRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly outcome: RowOutcome;
  readonly sentence?: string;
  /** Whom it created, changed or is about. */
  readonly userId?: string;
}

/** The same counts with zero for what no line came to. */
export function allCounts(some: Partial<Record<RowOutcome, number>>): RowCounts {
  return Object.fromEntries(ROW_OUTCOMES.map((name) => [name, some[name] ?? 0])) as RowCounts;
}
