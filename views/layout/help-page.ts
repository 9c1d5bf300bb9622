/** Which document is about which pages of the Administrator Portal: the first line that fits counts. */
export const HELP_PAGES: readonly (readonly [pages: RegExp, name: string])[] = [
  [/^\/admin\/help/, ''],
  [/^\/admin\/applications\/[^/]+\/identity-management/, 'provisioning'],
  [/^\/admin\/applications\/[^/]+\/sso\/certificate/, 'certificates'],
  [/^\/admin\/applications\/[^/]+\/sso\/(?:preview|test|exchanges)/, 'sign-on-checks'],
  [/^\/admin\/applications\/[^/]+\/sso/, 'metadata'],
  [/^\/admin\/applications/, 'first-application'],
  [/^\/admin\/certificates/, 'certificates'],
  [/^\/admin\/(?:users|groups)/, 'people'],
  [/^\/admin\/requests/, 'user-portal'],
  [/^\/admin\/(?:insights|sync)/, 'boards'],
  [/^\/admin\/health/, 'troubleshooting'],
  [/^\/admin\/restored-copy/, 'backup'],
  [/^\/admin\/settings\/mail/, 'operations'],
  [/^\/admin\/settings\/(?:admins|sign-in)/, 'admins'],
  [/^\/admin\/settings\/api-keys/, 'api'],
  [/^\/admin\/settings\/webhooks/, 'webhooks'],
  [/^\/admin\/settings/, 'settings'],
  [/^\/admin\/?$/, 'boards'],
];

/** The address of the help about a page. */
export function helpFor(path: string): string {
  const name = HELP_PAGES.find(([pages]) => pages.test(path))?.[1] ?? '';
  return name === '' ? '/admin/help' : `/admin/help/${name}`;
}
