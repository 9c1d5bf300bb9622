import { inspect } from 'node:util';

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
    return '••••••';
  }

  toJSON(): string {
    return '••••••';
  }

  [inspect.custom](): string {
    return 'SecretText(••••••)';
  }
}
