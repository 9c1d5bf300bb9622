import { compact } from '../../../core/compact';
import type { ScimFacts } from '../../../scim/facts';
import type { Compatibility, KnownFact } from '../../../store/provisioning/facts';
import { shortPath } from './sample';

/** Something an answer of everyday work showed, in words. */
export interface Surprise {
  readonly what: string;
  readonly now: string;
  /** What was measured before; absent when nothing was. */
  readonly before?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const NAMES: Readonly<Record<keyof ScimFacts, string>> = {
  filter: 'Finding a person by user name',
  mailFilter: 'Finding a person by e-mail',
  change: 'Changing an account',
  opCase: 'The word in a PATCH',
  booleans: 'Activating and deactivating',
  members: 'Members of a group',
  memberRemoval: 'Removing a member',
  memberPiece: 'Members in one request',
  totals: 'The number of results it tells',
  paging: 'Reading the list of people',
  pageSize: 'People in one page',
  etag: 'Versions (ETag)',
  deletion: 'Deleting an account',
  rename: 'Changing a user name',
  unknownAttributes: 'Attributes it refuses',
  excludesMembers: 'Leaving members out of an answer',
  bulk: 'Several changes in one request',
};

const WORDS: Readonly<Record<string, string>> = {
  works: 'Works',
  'case-sensitive': 'In the same case only',
  none: 'Does not work',
  patch: 'PATCH',
  'patch-no-path': 'PATCH without a path',
  put: 'PUT of the whole',
  lower: '“replace”',
  title: '“Replace”',
  json: 'As true and false',
  text: 'As a text',
  value: 'By value',
  true: 'True',
  untrue: 'Wrong',
  index: 'Page by page',
  cursor: 'With a cursor',
  given: 'Given',
  required: 'Demanded',
  gone: 'Gone',
  soft: 'Hidden, not gone',
  refused: 'Refused',
  yes: 'Works',
  no: 'Refused',
  unknown: 'Not known',
};

/** What answers have shown since, the newest first. */
export function surprisesOf(kept: Pick<Compatibility, 'known'> | undefined): readonly Surprise[] {
  const learnt = (Object.entries(kept?.known ?? {}) as [keyof ScimFacts, KnownFact][]).filter(
    ([, fact]) => fact.by === 'answer',
  );
  return learnt
    .map(([name, { value, measured, at }]) =>
      compact<Surprise>({
        what: NAMES[name],
        now: wordsOf(name, value),
        before: measured === undefined ? undefined : wordsOf(name, measured),
        at,
      }),
    )
    .sort((one, other) => other.at - one.at);
}

function wordsOf(name: keyof ScimFacts, value: KnownFact['value']): string {
  if (typeof value === 'boolean') return value ? 'Works' : 'Does not work';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.length === 0 ? 'None' : value.map(shortPath).join(', ');
  if (name === 'memberRemoval' && value === 'filter') return 'By a filter';
  return (name === 'etag' && value === 'none' ? 'Not given' : WORDS[value]) ?? value;
}
