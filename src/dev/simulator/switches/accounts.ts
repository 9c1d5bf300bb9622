import { amount, onOff, oneOf, words, type DefectGroup } from './definition';

/** What accounts do that they should not. */
export const ACCOUNTS: DefectGroup = {
  title: 'Accounts',
  defects: [
    onOff('deactivateRemoves', 'Remove deactivated accounts', 'Setting active to false removes the account for good.'),
    onOff(
      'hideInactive',
      'Hide inactive accounts',
      'Inactive accounts are in no list and no filter finds them, but their user names stay taken.',
    ),
    onOff('activeFromStart', 'Active from the start', 'A new account is active, whatever was asked for.'),
    onOff('softDelete', 'Delete softly', 'A deleted account is out of sight, but its user name stays taken.'),
    onOff('noDelete', 'No DELETE', 'DELETE is refused with 405.'),
    onOff('fixedUserName', 'Fixed user names', 'Changing a userName is refused with 400 mutability.'),
    onOff('allowTwins', 'Allow twins', 'Several accounts and groups may have the same name.'),
    onOff('oddIds', 'Odd ids', 'New ids hold slashes, spaces, percent signs and letters beyond ASCII.'),
    onOff('refusePassword', 'Refuse passwords', 'A request that sets a password is refused with 400.'),
    words(
      'failUser',
      'Refuse one account',
      'Creating or changing the account with this user name is answered with 400.',
    ),
  ],
};

/** What groups do that they should not. */
export const GROUPS: DefectGroup = {
  title: 'Groups',
  defects: [
    amount('memberLimit', 'Limit members per request', 'A request that names more members than this is refused.'),
    oneOf('memberLimitStatus', 'Status over the limit', 'What too many members are refused with, if not 413.', {
      '400': '400 invalidValue',
    }),
    onOff(
      'memberRemovalByValue',
      'Remove members by value',
      'A remove of members[value eq "…"] is refused with 400; a remove of members with a list as its value is taken.',
    ),
    onOff('noMemberPatch', 'No PATCH of members', 'A PATCH that changes members is refused with 501; PUT is offered.'),
  ],
};
