import { inLanguage } from '../../../src/words/catalog';
import { GuideLinkPage } from '../../../views/admin/applications/guide-link';
import type { FrameProps } from '../../../views/admin/applications/props';
import { GuidePage, NewGuidePage, OverGuidePage } from '../../../views/gate/guide';
import { FULL, MINUTE, NOW, page, PLAIN, SIGNED_IN, type Sample } from './props';

const DAY = 24 * 60 * MINUTE;
const frame: FrameProps = {
  ...{ id: '01JDA83F5TQ4M8Z0V7X2K9R3AP', slug: 'robin', label: 'Robin', connectorLabel: 'Robin', bookmark: false },
  ...{ hasSaml: true, hasIdm: true, ssoState: 'active', idmState: 'inactive', showInPortal: true, people: 12 },
  ...{ groups: 2, attention: 0, accountsLeft: 0, placeholders: [] },
};
const link = { createdBy: 'sam.okafor', createdAt: NOW - MINUTE, expiresAt: NOW + 7 * DAY };
const guides = [
  {
    title: 'In Robin',
    steps: ['Open Settings > Integration.', 'SAML SSO URL: enter https://passo.example/saml2/robin'],
  },
];
const german = { ...PLAIN, ...inLanguage('de') };

/** Sending a guide, and what whoever got the link sees. */
export const GUIDES: readonly Sample[] = [
  page('guide link, none', GuideLinkPage, { chrome: SIGNED_IN, frame }),
  page('guide link, made', GuideLinkPage, {
    chrome: FULL,
    frame,
    link: { ...link, url: 'https://passo.example/guide/MuqvNVnA6pJmWq0Qm2T1yB7cZ0c6z0kV2r8m1kq7Xyz' },
  }),
  page('guide link, opened', GuideLinkPage, { chrome: FULL, frame, link: { ...link, openedAt: NOW - 1 } }),
  page('guide, new', NewGuidePage, { chrome: PLAIN, label: 'Robin', token: 'abc' }),
  page('guide, over', OverGuidePage, { chrome: german }),
  page('guide, without SAML', GuidePage, {
    ...{ chrome: german, label: 'Robin', expiresAt: NOW + DAY, prerequisites: [], sso: [], identityManagement: guides },
  }),
  page('guide, open', GuidePage, {
    ...{ chrome: PLAIN, label: 'Robin', expiresAt: NOW + DAY, sso: guides, identityManagement: guides },
    prerequisites: ['A Robin account with administrator permissions.'],
    give: {
      ssoUrl: 'https://passo.example/saml2/robin',
      entityId: 'https://passo.example/saml2/robin/metadata',
      metadataUrl: 'https://passo.example/saml2/robin/metadata',
      certificate: {
        pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
        fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
        ...{ notAfter: NOW + 900 * DAY, daysLeft: 900, rotating: false },
        ...{ downloadUrl: '/admin/x', pageUrl: '/admin/y' },
      },
    },
  }),
];
