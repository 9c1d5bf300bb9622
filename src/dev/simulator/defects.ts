import { invalid } from '../../core/errors';
import { ACCOUNTS, GROUPS } from './switches/accounts';
import { ACCESS, CONNECTION } from './switches/connection';
import type { DefectDefinition, DefectGroup, Defects } from './switches/definition';
import { DIALECT, LISTS } from './switches/dialect';

export type { DefectDefinition, DefectGroup, DefectName, Defects } from './switches/definition';

/** The closed list of defects, as the page groups them. */
export const DEFECT_GROUPS: readonly DefectGroup[] = [CONNECTION, ACCESS, DIALECT, LISTS, ACCOUNTS, GROUPS];

/** The closed list of defects. */
export const DEFECTS: readonly DefectDefinition[] = DEFECT_GROUPS.flatMap((group) => group.defects);

const MAX_TEXT = 1_000;

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

type Read = { readonly value: boolean | number | string } | 'wrong' | undefined;

function readOne(definition: DefectDefinition, value: unknown): Read {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  switch (definition.kind) {
    case 'switch':
      return value === true || value === 'on' || value === 'true' ? { value: true } : 'wrong';
    case 'text':
      return typeof value === 'string' && value.length <= MAX_TEXT ? { value: value.trim() } : 'wrong';
    case 'choice': {
      const chosen = definition.choices?.find((choice) => choice.value === value);
      return chosen === undefined ? 'wrong' : { value: chosen.value };
    }
    case 'number':
      return readNumber(definition, typeof value === 'string' ? Number(value) : value);
  }
}

function readNumber({ chance, most }: DefectDefinition, number: unknown): Read {
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return 'wrong';
  if (number === 0) return undefined;
  if (most !== undefined && number > most) return 'wrong';
  if (!Number.isInteger(number) && !(chance === true && number < 1)) return 'wrong';
  return { value: number };
}

function wrongSentence({ kind, label, sentence, choices }: DefectDefinition): string {
  if (kind === 'switch') return `${label} is either on or off.`;
  if (kind === 'choice') return `${label} is one of ${(choices ?? []).map(({ value }) => value).join(', ')}.`;
  if (kind === 'text') return `${label} takes a text of ${MAX_TEXT} characters at most. ${sentence}`;
  return `${label} takes a whole number. ${sentence}`;
}
