import { invalid } from '../../core/errors';

/** The ways in which a simulated service provider can misbehave. An absent one is off. */
export interface Defects {
  readonly answerHtml?: boolean;
  readonly rejectToken?: boolean;
  readonly slow?: number;
  readonly dropAnswer?: number;
  readonly rateLimit?: number;
  readonly failEvery?: number;
  readonly deactivateRemoves?: boolean;
  readonly ignoreFilter?: boolean;
  readonly failUser?: string;
  readonly ignoreLogout?: boolean;
}

/** The name of a defect. */
export type DefectName = keyof Defects;

/** A defect as the status page shows it. */
export interface DefectDefinition {
  readonly name: DefectName;
  readonly kind: 'switch' | 'number' | 'text';
  readonly label: string;
  readonly sentence: string;
}

/** The closed list of defects. */
export const DEFECTS: readonly DefectDefinition[] = [
  {
    name: 'answerHtml',
    kind: 'switch',
    label: 'Answer with a web page',
    sentence: 'Every SCIM request is answered with 200 and an HTML page, as a proxy or a wrong address would.',
  },
  {
    name: 'rejectToken',
    kind: 'switch',
    label: 'Reject the token',
    sentence: 'Every SCIM request is answered with 401, as if the token had been withdrawn.',
  },
  {
    name: 'slow',
    kind: 'number',
    label: 'Answer slowly',
    sentence: 'Every SCIM answer is held back for this many milliseconds, 120,000 at most.',
  },
  {
    name: 'dropAnswer',
    kind: 'number',
    label: 'Lose answers to changes',
    sentence:
      'A change is made, then the connection is cut without an answer: for every nth change, or by chance when the number is below 1.',
  },
  {
    name: 'rateLimit',
    kind: 'number',
    label: 'Limit requests per second',
    sentence: 'Requests over this number in one second are answered with 429 and Retry-After.',
  },
  {
    name: 'failEvery',
    kind: 'number',
    label: 'Fail every nth request',
    sentence: 'Every nth SCIM request is answered with 503, and nothing is changed.',
  },
  {
    name: 'deactivateRemoves',
    kind: 'switch',
    label: 'Remove deactivated accounts',
    sentence: 'Setting active to false removes the account for good.',
  },
  {
    name: 'ignoreFilter',
    kind: 'switch',
    label: 'Ignore filters',
    sentence: 'A filter in a list request is ignored: everything is returned.',
  },
  {
    name: 'failUser',
    kind: 'text',
    label: 'Refuse one account',
    sentence: 'Creating or changing the account with this user name is answered with 400.',
  },
  {
    name: 'ignoreLogout',
    kind: 'switch',
    label: 'Ignore logout messages',
    sentence: 'A logout message is answered with an error page: nobody is signed out, and nobody is sent back.',
  },
];

const MAX_SLOW_MS = 120_000;

/**
 * Reads a whole set of defects from JSON or form fields; what is not named is off. Form fields are texts, so "on",
 * "true" and decimal numbers are understood, and an empty text means off.
 * @throws AppError invalid, with the sentence for each field
 */
export function readDefects(input: unknown): Defects {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid({ defects: 'Send an object with the names of defects.' });
  }
  const problems: Record<string, string> = {};
  const result: Record<string, boolean | number | string> = {};
  for (const [name, value] of Object.entries(input)) {
    const definition = DEFECTS.find((defect) => defect.name === name);
    if (definition === undefined) {
      problems[name] = `There is no defect called "${name}".`;
      continue;
    }
    const read = readOne(definition, value);
    if (read === 'wrong') problems[name] = wrongSentence(definition);
    else if (read !== undefined) result[name] = read.value;
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return result;
}

function readOne(
  definition: DefectDefinition,
  value: unknown,
): { value: boolean | number | string } | 'wrong' | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  if (definition.kind === 'switch')
    return value === true || value === 'on' || value === 'true' ? { value: true } : 'wrong';
  if (definition.kind === 'text') return typeof value === 'string' ? { value: value.trim() } : 'wrong';
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return 'wrong';
  if (number === 0) return undefined;
  if (definition.name === 'slow' && number > MAX_SLOW_MS) return 'wrong';
  if (!Number.isInteger(number) && !(definition.name === 'dropAnswer' && number < 1)) return 'wrong';
  return { value: number };
}

function wrongSentence(definition: DefectDefinition): string {
  if (definition.kind === 'switch') return `${definition.label} is either on or off.`;
  if (definition.kind === 'text') return `${definition.label} takes a user name.`;
  return `${definition.label} takes a whole number. ${definition.sentence}`;
}
