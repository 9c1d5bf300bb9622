import { ExpressionError, NOT_SENDABLE } from './limits';

/** Reads the text of an expression from the left and knows where it is. */
export class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The place of the next character, after spaces. */
  place(): number {
    while (/^[ \t\r\n]$/.test(this.text[this.at] ?? '')) this.at += 1;
    return this.at;
  }

  /** The next character, after spaces; undefined at the end. */
  next(): string | undefined {
    return this.text[this.place()];
  }

  skip(): void {
    this.at += 1;
  }

  /** The characters from here on that are of one kind. */
  take(kind: RegExp): string {
    const start = this.place();
    while (kind.test(this.text[this.at] ?? '')) this.at += 1;
    return this.text.slice(start, this.at);
  }

  /**
   * A text in quotes; a backslash makes the next character an ordinary one.
   * @throws ExpressionError when it does not end, or holds a character that can't travel in XML
   */
  quoted(): string {
    const start = this.place();
    const quote = this.text[start];
    let value = '';
    for (this.at = start + 1; this.at < this.text.length; this.at += 1) {
      const character = this.text[this.at] ?? '';
      if (character === quote) {
        this.at += 1;
        return this.sendable(value, start);
      }
      if (character === '\\') {
        this.at += 1;
        const escaped = this.text[this.at] ?? '';
        if (!/^["'\\]$/.test(escaped)) throw this.fault('Only a quote or a backslash can follow a backslash', this.at);
        value += escaped;
      } else value += character;
    }
    throw this.fault('The text in quotes does not end', start);
  }

  /** A fault with its place in words: what stands before it, and the number of the character. */
  fault(what: string, place: number): ExpressionError {
    const before = Array.from(this.text.slice(0, place).trimEnd());
    const shown = before.slice(-20).join('');
    const character = Array.from(this.text.slice(0, place)).length + 1;
    const where =
      shown === '' ? 'at the beginning' : `after ${before.length > 20 ? '…' : ''}${shown} at character ${character}`;
    return new ExpressionError(`${what} ${where}.`, character);
  }

  private sendable(value: string, start: number): string {
    if (!NOT_SENDABLE.test(value)) return value;
    throw this.fault('The text in quotes holds a character that can’t be sent to an application', start);
  }
}
