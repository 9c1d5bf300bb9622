interface Line {
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string; readonly cause?: unknown };
}

const COLOURS: Readonly<Record<string, string>> = { debug: '90', info: '32', warn: '33', error: '31', fatal: '31' };

/**
 * A place for log lines that writes them for people at a terminal: time, level and sentence, then what else is known.
 * @param write takes a text with its line end
 */
export function prettyLines(write: (text: string) => unknown): { write(line: string): void } {
  return {
    write(line) {
      write(pretty(line));
    },
  };
}

function pretty(text: string): string {
  let line: Line;
  try {
    line = JSON.parse(text) as Line;
  } catch {
    return text;
  }
  const { time = '', level = '', msg = '', err, ...rest } = line;
  const clock = time.slice(11, 19);
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${plain(value)}`);
  const head = [clock, colour(level, level.toUpperCase().padEnd(5)), plainText(msg), ...facts].join(' ');
  const stack =
    err === undefined
      ? ''
      : `\n    ${plainText(err.stack ?? err.message ?? '')
          .split('\n')
          .join('\n    ')}`;
  return `${head}${stack}\n`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? plainText(value) : JSON.stringify(value);
}

/** Signs that steer a terminal are not passed on: part of a line may come from strangers. */
function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\n' ? sign : '\ufffd'));
}

function colour(level: string, text: string): string {
  return `\u001b[${COLOURS[level] ?? '0'}m${text}\u001b[0m`;
}
