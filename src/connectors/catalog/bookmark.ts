import { defineConnector } from '../definition';

/** A tile that opens an address; people sign in there by themselves. */
export const bookmark = defineConnector({
  id: 'bookmark',
  label: 'Bookmark',
  category: 'Custom',
  summary: 'A tile that opens the sign-in page of an application.',
  custom: true,
  bookmark: true,
  customScim: false,
  variables: [],
  prerequisites: [],
  notes: ['A bookmark opens its Bookmark URL; it signs nobody in.'],
  guides: { sso: [], identityManagement: [] },
});
