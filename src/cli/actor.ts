import type { Actor } from '../actions/deps';

/** Whoever uses the command line: they own the machine, and may do everything. Events name them so. */
export const COMMAND_LINE: Actor = { kind: 'system', name: 'command line' };
