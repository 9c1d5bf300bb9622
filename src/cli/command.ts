/** How a command ends: what a script may rely on. */
export const EXIT = { done: 0, failed: 1, usage: 2, differences: 3 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An option of a command. A switch has no value. Secrets never are options: others on the machine can read command lines. */
export interface OptionSpec {
  /** What stands for the value in the help, such as FILE; absent for a switch. */
  readonly value?: string;
  readonly text: string;
}

/** A word that a command takes beside its options. */
export interface WordSpec {
  /** As it stands in the help: FILE. */
  readonly name: string;
  readonly text: string;
  /** The words it may be; absent, anything. */
  readonly choices?: readonly string[];
  readonly optional?: true;
}

/** Where a command writes: what was asked for to `say`, what went wrong to `warn`. */
export interface Output {
  readonly say: (line?: string) => void;
  readonly warn: (line: string) => void;
}

/** A command line that was understood. */
export interface CommandCall extends Output {
  readonly words: readonly string[];
  /** The value of an option, when it was given. */
  readonly text: (option: string) => string | undefined;
  /** Whether a switch was given. */
  readonly on: (option: string) => boolean;
}

/** A command, with everything its help says. */
export interface Command {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly words?: readonly WordSpec[];
  /** What to know before using it, in paragraphs. */
  readonly about: readonly string[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Command lines to learn from, each with what it does. */
  readonly examples: readonly { readonly line: string; readonly text: string }[];
  /** What further exit codes than 0, 1 and 2 mean. */
  readonly exits?: Readonly<Record<number, string>>;
  /** Does it. A thrown error is printed as one sentence, with exit code 1. */
  run(call: CommandCall): Promise<ExitCode>;
}

/** A command line that can't be understood: printed with the way to the help, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
