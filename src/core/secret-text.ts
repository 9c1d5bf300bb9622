import { inspect } from 'node:util';

/**
 * What stands where a secret was. ASCII, because one sign outside of Latin-1 doubles what a text takes in memory, and every
 * event of a new account holds a mask.
 */
export const MASK = '******';

const values = new WeakMap<SecretText, string>();

/** A token or password on its way through the program. It prints as stars wherever it is logged, joined or serialised. */
export class SecretText {
  constructor(value: string) {
    values.set(this, value);
  }

  /** The text itself. Call it only where the secret is used. */
  reveal(): string {
    return values.get(this) ?? '';
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return `SecretText(${MASK})`;
  }
}
