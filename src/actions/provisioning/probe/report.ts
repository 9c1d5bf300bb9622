import { compact } from '../../../core/compact';
import type { ScimFacts } from '../../../scim/facts';
import type { CompatibilityReport, ReportRow } from '../../../store/provisioning/facts';
import type { Findings } from './findings';
import { shortPath } from './sample';

const NOT_MEASURED = 'Not measured';

/** Puts what was found into plain words (issue of complete provisioning, item 3). */
export function reportOf(findings: Findings, wrote: boolean, withGroups: boolean): CompatibilityReport {
  const rows = [
    finding(findings),
    lists(findings),
    creating(findings),
    changing(findings),
    truths(findings),
    renaming(findings),
    attributes(findings),
    versions(findings),
    deleting(findings),
    ...(withGroups ? [groups(findings), members(findings)] : []),
    bulk(findings),
    reading(findings),
  ];
  return {
    rows: rows.filter((row) => row !== undefined),
    strategy: strategyOf(findings.facts, withGroups),
    wrote,
    notes: findings.notes,
  };
}

function strategyOf({ change, filter, members }: Partial<ScimFacts>, withGroups: boolean): string {
  const changes =
    change === 'put'
      ? 'Changes go out as PUT of the whole account, with all that was there'
      : change === 'patch-no-path'
        ? 'Changes go out as PATCH with one object of values'
        : 'Changes go out as PATCH of what differs';
  const finds =
    filter === 'none' ? 'people are looked up in the whole list' : 'people are looked up by their user name';
  const groupWords = members === 'put' ? 'groups are sent as a whole' : 'groups are changed member by member';
  return withGroups ? `${changes}, ${finds}, ${groupWords}.` : `${changes}, and ${finds}.`;
}

function row(what: string, measured: string | undefined, means: string, said?: boolean, works?: boolean): ReportRow {
  const differs = said !== undefined && works !== undefined && said !== works ? (true as const) : undefined;
  return compact<ReportRow>({
    what,
    said: said === undefined ? undefined : said ? 'Supported' : 'Not supported',
    measured: measured ?? NOT_MEASURED,
    means: measured === undefined ? 'Passo takes it to work as the standard says, and learns when it does not.' : means,
    differs,
  });
}

function finding({ facts: { filter }, said, hidesInactive }: Findings): ReportRow {
  const hidden =
    hidesInactive === true ? ' Inactive accounts are hidden: a refusal as a duplicate can mean one of them.' : '';
  const words = {
    works: ['Works, whatever the case', 'People are looked up by their user name before an account is made.'],
    'case-sensitive': [
      'Works in the same case only',
      'People are looked up as they are written here and in small letters.',
    ],
    none: ['Does not work', 'The whole list is read to find who is there already.'],
  } as const;
  const [measured, means] = filter === undefined ? [undefined, ''] : words[filter];
  return row('Finding a person by user name', measured, `${means}${hidden}`, said?.filter, filter && filter !== 'none');
}

function lists({ facts, lists: found, smallPages }: Findings): ReportRow {
  const size = smallPages === true ? ` At most ${facts.pageSize ?? 0} people come in one page.` : '';
  const total = facts.totals === 'untrue' ? ' The number of results it tells is wrong.' : '';
  const measured = {
    whole: `${facts.paging === 'cursor' ? 'Page by page with a cursor' : 'Page by page'}.`,
    'first-page': 'Only the first page is given.',
    'too-few': 'Too few people are there to tell.',
  }[found ?? 'too-few'];
  const means = {
    whole:
      total === '' ? 'All accounts can be compared.' : 'Pages are read until one is empty, whatever the total says.',
    'first-page': 'Accounts beyond the first page can’t be seen: they can’t be imported or compared.',
    'too-few': 'Passo reads page by page and stops when a page repeats itself.',
  }[found ?? 'too-few'];
  return row('Reading the list of people', `${measured}${size}${total}`, means);
}

function creating({ creates, activeFromStart, refusal }: Findings): ReportRow {
  if (creates === 'refused') {
    return row(
      'Creating an account',
      `Refused: ${refusal ?? ''}`.trim(),
      'Look at the mappings: something may be missing.',
    );
  }
  const measured =
    creates === 'all'
      ? 'Works with everything Passo sends'
      : creates === 'few'
        ? 'Works once some attributes are left out'
        : creates === 'unseen'
          ? 'Taken, but the account could not be found'
          : undefined;
  const means =
    activeFromStart === true
      ? 'New accounts are always active there: who should not be active is deactivated right after.'
      : creates === 'unseen'
        ? 'Passo looks for a new account before it sends it again.'
        : 'Accounts are made as the mappings say.';
  return row('Creating an account', measured, means);
}

function changing({ facts: { change, opCase }, noChange, said }: Findings): ReportRow {
  if (noChange === true) {
    return row(
      'Changing an account',
      'No form of a change had an effect',
      'Changes may not arrive. Ask the provider.',
      said?.patch,
      false,
    );
  }
  const word = opCase === 'title' ? ', with “Replace” instead of “replace”' : '';
  const words = {
    patch: [`PATCH${word}`, 'Only what differs is sent.'],
    'patch-no-path': [`PATCH without a path${word}`, 'What differs is sent as one object.'],
    put: ['PUT only', 'The account is read, changed and sent as a whole, so that nothing is lost.'],
  } as const;
  const [measured, means] = change === undefined ? [undefined, ''] : words[change];
  return row('Changing an account', measured, means, said?.patch, change && change !== 'put');
}

function truths({ facts: { booleans } }: Findings): ReportRow {
  const measured =
    booleans === undefined ? undefined : booleans === 'json' ? 'As true and false' : 'As the text “True”';
  return row('Activating and deactivating', measured, 'People who lose access are deactivated in this form.');
}

function renaming({ facts: { rename } }: Findings): ReportRow {
  const means = rename === 'no' ? 'A new user name here is not sent there.' : 'A new user name is sent.';
  return row('Changing a user name', rename === undefined ? undefined : rename === 'yes' ? 'Works' : 'Refused', means);
}

function attributes({ facts, lost = [], creates }: Findings): ReportRow | undefined {
  const refused = facts.unknownAttributes ?? [];
  if (creates !== 'all' && creates !== 'few') return undefined;
  const names = (list: readonly string[]): string => list.map(shortPath).join(', ');
  const parts = [
    ...(refused.length === 0 ? [] : [`Refused: ${names(refused)}`]),
    ...(lost.length === 0 ? [] : [`Not kept: ${names(lost)}`]),
  ];
  const means =
    refused.length > 0
      ? 'What is refused is left out, and the rest is sent.'
      : lost.length > 0
        ? 'What is not kept is sent, and can’t be compared.'
        : 'Every mapped attribute is sent.';
  return row('Attributes', parts.length === 0 ? 'All are kept' : parts.join('. '), means);
}

function versions({ facts: { etag }, said, creates }: Findings): ReportRow | undefined {
  if (creates === undefined || creates === 'refused') return undefined;
  const words = {
    none: ['Not given', 'Changes are sent without one.'],
    given: ['Given', 'A change is made to the version that was read where it matters.'],
    required: ['Demanded', 'Every change names the version that was read.'],
  } as const;
  const [measured, means] = words[etag ?? 'none'];
  return row('Versions (ETag)', measured, means, said?.etag, (etag ?? 'none') !== 'none');
}

function deleting({ facts: { deletion } }: Findings): ReportRow {
  const words = {
    gone: ['Works', 'A deleted account is gone, and its user name is free.'],
    soft: ['Hidden, not gone', 'The user name of a deleted account stays taken there.'],
    refused: ['Not possible', 'Accounts are deactivated instead.'],
    unknown: [undefined, ''],
  } as const;
  const [measured, means] = words[deletion ?? 'unknown'];
  return row('Deleting an account', measured, means);
}

function groups({ groups: found, groupRename }: Findings): ReportRow {
  const measured =
    found === undefined || found === 'listed'
      ? undefined
      : found === 'missing'
        ? 'There are none'
        : found === 'refused'
          ? 'A group could not be made'
          : groupRename === true
            ? 'Can be made and renamed'
            : 'Can be made, not renamed';
  const means = found === 'works' ? 'User Groups are kept in step.' : 'User Groups can’t be kept in step.';
  return row('Groups', measured, means);
}

function members({ facts }: Findings): ReportRow {
  const measured =
    facts.members === undefined
      ? undefined
      : facts.members === 'put'
        ? 'The whole group only'
        : facts.memberRemoval === 'value'
          ? 'One by one, removed by value'
          : 'One by one';
  const means =
    facts.members === 'put' ? 'The group is sent with all its members.' : 'Only who joins and who leaves is sent.';
  return row('Members of a group', measured, means);
}

function bulk({ facts, said }: Findings): ReportRow | undefined {
  if (said?.bulk !== true) return undefined;
  const measured =
    facts.bulk === undefined ? undefined : facts.bulk > 0 ? `Works, ${facts.bulk} at once` : 'Does not work';
  const works = facts.bulk === undefined ? undefined : facts.bulk > 0;
  const plain = row('Several changes in one request', measured, '', true, works);
  return { ...plain, means: 'Changes go out one by one.' };
}

function reading({ late }: Findings): ReportRow | undefined {
  if (late !== true) return undefined;
  return row(
    'Reading back',
    'Changes show late',
    'Passo goes by what was accepted, and looks again before it believes a loss.',
  );
}
