import { amount, onOff, oneOf, words, type DefectGroup } from './definition';

/** What of SCIM is understood, and in which form. */
export const DIALECT: DefectGroup = {
  title: 'What is understood',
  defects: [
    oneOf('noPatch', 'No PATCH', 'PATCH is refused with this status; PUT is offered.', {
      '405': '405 Method Not Allowed',
      '501': '501 Not Implemented',
    }),
    onOff('noPut', 'No PUT', 'PUT is refused with 405.'),
    onOff(
      'pathlessOnly',
      'PATCH without a path only',
      'An add or replace of a user that names a path is refused with 400; an object of attributes is taken.',
    ),
    oneOf('opCase', 'Words in “op”', 'Other spellings than this one are refused with 400.', {
      title: 'Add, Replace and Remove',
    }),
    onOff(
      'stringBooleans',
      'Texts for true and false',
      '“active” is taken and given as the text “True” or “False”; JSON booleans are refused with 400.',
    ),
    words(
      'refuseAttributes',
      'Refuse attributes',
      'Names of attributes, with commas between them, that are not known: a request with one is refused with 400 and its name.',
    ),
    words(
      'dropAttributes',
      'Lose attributes',
      'Names of attributes, with commas between them, that are taken without a word and thrown away.',
    ),
    words(
      'requireAttributes',
      'Require attributes',
      'Names of attributes, with commas between them, without which a user is refused with 400.',
    ),
    onOff('ifMatchRequired', 'Require If-Match', 'A change without If-Match is refused with 428.'),
    onOff('noVersions', 'No versions', 'No ETag and no meta.version is given.'),
    onOff('noExcluded', 'No excludedAttributes', 'A request with excludedAttributes is refused with 400.'),
    onOff('emptyAnswers', 'No body after PATCH', 'A PATCH that worked is answered with 204.'),
    onOff('emptyCreates', 'No body after POST', 'A POST that worked is answered with 201 and nothing else.'),
    onOff('noDiscovery', 'No self-description', 'ServiceProviderConfig, Schemas and ResourceTypes answer 404.'),
    onOff('falsePromises', 'False promises', 'ServiceProviderConfig says that everything is supported.'),
    amount('bulk', 'Offer Bulk', 'Bulk requests with up to this many operations are taken.', { most: 10_000 }),
  ],
};

/** What lists and filters give. */
export const LISTS: DefectGroup = {
  title: 'Lists and filters',
  defects: [
    oneOf('noFilter', 'No filters', 'A filter is refused with this status.', {
      '400': '400 invalidFilter',
      '501': '501 Not Implemented',
    }),
    onOff('ignoreFilter', 'Ignore filters', 'A filter in a list request is ignored: everything is returned.'),
    onOff('caseSensitive', 'Case-sensitive filters', 'A filter finds what has the same upper and lower case only.'),
    oneOf('untrueTotals', 'Untrue totals', '“totalResults” is not the number of results.', {
      zero: 'Always 0',
      page: 'The size of the page',
    }),
    amount('pageCap', 'Small pages', 'A page holds this many resources at most, whatever is asked for.'),
    onOff('firstPageOnly', 'First page only', '“startIndex” is ignored: every page is the first.'),
    onOff(
      'cursorOnly',
      'Pages by cursor only',
      'Lists go on by nextCursor (RFC 9865); a startIndex over 1 is refused with 400.',
    ),
    amount('staleReads', 'Late reads', 'A read gives what was true this many milliseconds ago.', { most: 120_000 }),
  ],
};
