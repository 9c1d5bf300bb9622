import { renderToString } from 'preact-render-to-string';
import { ProvisioningBadge, SsoBadge } from '../../views/admin/applications/badges';

test.each([
  ['green', 'badge ok', 'active'],
  ['grey', 'badge off', 'available, not active'],
] as const)('a %s Provisioning badge has a colour and words (%#: M-045, M-046)', (state, tone, words) => {
  const html = renderToString(<ProvisioningBadge state={state} />);
  expect(html).toContain(`class="${tone}"`);
  expect(html).toContain(`Provisioning<span class="vh">, ${words}</span>`);
});

test('without a prebuilt SCIM connector there is no Provisioning badge (M-047)', () => {
  expect(renderToString(<ProvisioningBadge state="none" />)).toBe('');
});

test.each([
  [{ bookmark: true, hasSso: false, ssoState: 'active' }, 'Bookmark<span class="vh">, active'],
  [{ bookmark: false, hasSso: true, ssoState: 'inactive' }, 'SSO<span class="vh">, not active'],
] as const)('the SSO badge names the kind of application and its state (A-36, %#)', (row, words) => {
  expect(renderToString(<SsoBadge row={row} />)).toContain(words);
});

test('an application with neither SAML nor a bookmark has no SSO badge', () => {
  expect(renderToString(<SsoBadge row={{ bookmark: false, hasSso: false, ssoState: 'inactive' }} />)).toBe('');
});
