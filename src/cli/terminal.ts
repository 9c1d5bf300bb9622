import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '../core/errors';

/** Somebody who answers questions: at a terminal, or line by line on a pipe. */
export interface Terminal {
  /** @returns the line that was typed, without spaces around it */
  question(text: string): Promise<string>;
  /** As `question`, and what is typed is not shown. */
  secret(text: string): Promise<string>;
  close(): void;
}

/**
 * Opens a terminal. Nothing that was typed can be brought back with the arrow keys.
 * @throws AppError conflict, from each question, when it goes away in the middle, by Ctrl+C or Ctrl+D
 */
export function openTerminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Terminal {
  let hidden = false;
  const screen = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hidden) output.write(chunk);
      done();
    },
  });
  // Whoever types sees it by the terminal's own hand, wherever the output goes, unless it is told not to show it.
  const isTerminal = [input, output].some((stream) => (stream as { isTTY?: boolean }).isTTY === true);
  const reader = createInterface({ input, output: screen, terminal: isTerminal, historySize: 0 });
  const gone = new AbortController();
  reader.once('close', () => gone.abort());
  const question = async (text: string): Promise<string> => {
    try {
      return (await reader.question(text, { signal: gone.signal })).trim();
    } catch (error) {
      throw new AppError('conflict', 'The questions were cut short. Nothing was written.', { cause: error });
    }
  };
  return {
    question,
    async secret(text) {
      hidden = true;
      try {
        // Listening before it is asked: an answer can come at once.
        const answer = question('');
        output.write(text);
        return await answer;
      } finally {
        hidden = false;
        // The key that ended the line was not shown either.
        if (isTerminal) output.write('\n');
      }
    },
    close: () => reader.close(),
  };
}
