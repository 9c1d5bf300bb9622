import type { KeyPair } from '../../../src/saml/key-pair';

/** What inputs are made of; made anew for every run. */
export interface Tools {
  /** An address that must never be asked for anything. */
  readonly listener: string;
  /** The registered key of the application. */
  readonly own: KeyPair;
  /** The key of another application, under the same name. */
  readonly foreign: KeyPair;
}

/** What is sent: a message by both bindings, or a query or a form as they stand. */
export type Sent =
  | { readonly xml: string | Buffer; readonly slug?: string }
  | { readonly query: string; readonly slug?: string }
  | { readonly body: string | Buffer; readonly headers?: Readonly<Record<string, string>>; readonly slug?: string };

/** A hostile message and what has to come of it. */
export interface HostileInput {
  /** The row of the threat table. */
  readonly row: string;
  readonly name: string;
  /** How the application is set up: without a key, with one, or so that it has to sign. */
  readonly setup?: 'plain' | 'keys' | 'required';
  readonly make: (tools: Tools) => Sent;
  /** The code of the error page, or the status that the application is told. */
  readonly expected: string | { readonly status: string };
  /** The HTTP status of the page; 400 when absent. */
  readonly http?: number;
}

/** Several inputs of one row that are refused alike. */
export function inputs(
  row: string,
  expected: HostileInput['expected'],
  list: readonly (readonly [name: string, make: (tools: Tools) => Sent])[],
  more: Pick<HostileInput, 'setup' | 'http'> = {},
): HostileInput[] {
  return list.map(([name, make]) => ({ row, name, make, expected, ...more }));
}
