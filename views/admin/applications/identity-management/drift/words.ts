import { listed } from '../../../../parts/words';

/** One kind of difference in words: its tab, and the sentence of a row. */
interface KindWords {
  readonly tab: string;
  readonly one: string;
}

/** The kinds of differences, in the order of the tabs. */
export const KIND_WORDS: Readonly<Record<string, KindWords>> = {
  orphan: { tab: 'Nobody’s account', one: 'Active there, and nobody here has it.' },
  're-enabled': { tab: 'Active again', one: 'Passo deactivated it, and it is active there again.' },
  deactivated: { tab: 'Deactivated there', one: 'Deactivated there, while the person may use it.' },
  changed: { tab: 'Changed', one: 'Changed there.' },
  missing: { tab: 'Removed there', one: 'This account was removed there.' },
  duplicate: { tab: 'Duplicate', one: 'Another active account is the same person’s, it seems.' },
  'group-missing': { tab: 'Group removed', one: 'This group was removed there.' },
  'group-renamed': { tab: 'Group renamed', one: 'This group was renamed there.' },
  'member-missing': { tab: 'Member missing', one: 'Taken out of the group there.' },
  'member-extra': { tab: 'Member added', one: 'Put into the group there.' },
};

/** The buttons, by decision. */
export const DECISION_WORDS: Readonly<Record<string, string>> = {
  push: 'Push again',
  accept: 'Accept',
  ignore: 'Ignore',
  create: 'Create again',
  stop: 'Stop managing',
};

/** What becomes of a difference, in one word or two. */
export const STATE_WORDS: Readonly<Record<string, string>> = {
  open: 'To decide',
  asked: 'Being repaired',
  accepted: 'Accepted',
  ignored: 'Ignored',
};

/** A value of an account as text: the parts of lists and complex values in a row. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return listed(value.map(valueText));
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const shown = Object.entries(value).filter(([name]) => name !== 'primary' && name !== 'type');
  return shown.map(([, part]) => valueText(part)).join(', ');
}
