import type { ApplicationId, CertificateId } from '../../../src/core/ids';
import { CertificatePage } from '../../../views/admin/applications/certificate/page';
import type { CertificateShown, ReaderShown } from '../../../views/admin/applications/certificate/props';
import { RevokePage } from '../../../views/admin/applications/certificate/revoke';
import { SwitchAnywayPage } from '../../../views/admin/applications/certificate/switch-anyway';
import { UploadKeyPage } from '../../../views/admin/applications/certificate/upload';
import type { FrameProps } from '../../../views/admin/applications/props';
import { CertificatesPage, type CertificateRow } from '../../../views/admin/certificates';
import { FULL, MINUTE, NOW, page, SIGNED_IN, type Sample } from './props';

const DAY = 24 * 60 * MINUTE;
const frame: FrameProps = {
  id: '01JDA83F5TQ4M8Z0V7X2K9R3AP',
  slug: 'robin',
  label: 'Robin',
  connectorLabel: 'Robin',
  bookmark: false,
  hasSaml: true,
  hasIdm: true,
  ssoState: 'active',
  idmState: 'inactive',
  certificate: { notAfter: NOW + 20 * DAY, daysLeft: 20 },
  showInPortal: true,
  people: 12,
  groups: 2,
  attention: 0,
  accountsLeft: 0,
  placeholders: [],
};
const certificate = (letter: string, more: Partial<CertificateShown> = {}): CertificateShown => ({
  id: `01JDA83F5TQ4M8Z0V7X2K9R3C${letter}` as CertificateId,
  applicationId: frame.id as ApplicationId,
  state: 'current',
  pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  fingerprint: Array.from({ length: 32 }, () => `${letter}0`).join(':'),
  sha1: Array.from({ length: 20 }, () => `${letter}1`).join(':'),
  notBefore: NOW - 900 * DAY,
  notAfter: NOW + 20 * DAY,
  daysLeft: 20,
  algorithm: 'rsa',
  origin: 'generated',
  createdAt: NOW - 900 * DAY,
  keyWords: 'RSA, 2,048 bits',
  subject: 'CN=Passo Robin',
  ...more,
});
const current = certificate('A');
const next = certificate('B', { state: 'next', createdAt: NOW - DAY, switchAt: NOW + DAY, testedAt: NOW - MINUTE });
const old = certificate('D', { state: 'retiring', retireAt: NOW + 3 * DAY, origin: 'uploaded' });
const reader = (more: Partial<ReaderShown> = {}): ReaderShown => ({
  clientIp: '203.0.113.7',
  userAgent: 'Robin/3',
  fingerprints: [current.fingerprint, next.fingerprint],
  firstAt: NOW - 90 * DAY,
  lastAt: NOW - MINUTE,
  reads: 2160,
  ...more,
});
const readers = [
  reader(),
  reader({ fingerprints: [current.fingerprint] }),
  reader({ fingerprints: [], userAgent: 'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0' }),
  { fingerprints: [current.fingerprint], firstAt: NOW, lastAt: NOW, reads: 1 },
];
const row = (more: Partial<CertificateRow> = {}): CertificateRow => ({
  label: 'Robin',
  slug: 'robin',
  ssoActive: true,
  use: 'signing',
  fingerprint: current.fingerprint,
  notAfter: NOW + 20 * DAY,
  daysLeft: 20,
  ...more,
});
const ready = { ready: true, confirmed: { at: NOW, by: 'sam.okafor' } };

/** The pages of certificates. */
export const CERTIFICATES: readonly Sample[] = [
  page('certificate, without any', CertificatePage, {
    chrome: SIGNED_IN,
    frame,
    rotation: { retiring: [], readers: [] },
    typed: {},
    errors: {},
  }),
  page('certificate, ends soon', CertificatePage, {
    chrome: SIGNED_IN,
    frame,
    rotation: { current, retiring: [old], readers },
    typed: { kind: 'x' },
    errors: { kind: 'Choose one of the kinds of key.' },
    message: 'There is a next certificate already.',
  }),
  page('certificate, planned and ready', CertificatePage, {
    chrome: FULL,
    frame,
    rotation: { current, next, retiring: [old], readiness: { ...ready, read: reader() }, readers },
    typed: {},
    errors: {},
  }),
  page('certificate, refused date', CertificatePage, {
    chrome: FULL,
    frame,
    rotation: {
      current,
      next: certificate('B', { state: 'next' }),
      retiring: [],
      readiness: { ready: false },
      readers,
    },
    typed: { date: '2026-11-01', time: '25:00' },
    errors: { date: 'Choose a day.', time: 'Enter hours and minutes, such as 06:00.', anyway: 'Tick this.' },
  }),
  page('switch anyway', SwitchAnywayPage, { chrome: SIGNED_IN, frame, next }),
  page('bring a certificate, plain', UploadKeyPage, { chrome: SIGNED_IN, frame, errors: {} }),
  page('bring a certificate, refused', UploadKeyPage, {
    chrome: SIGNED_IN,
    frame,
    errors: {
      file: 'It has expired.',
      keyFile: 'No key.',
      passphrase: 'The passphrase does not open the private key.',
    },
    message: 'There is a next certificate already.',
  }),
  page('revoke, in use', RevokePage, {
    chrome: SIGNED_IN,
    frame,
    certificate: current,
    next,
    typed: 'Robbin',
    replaceBy: 'fresh',
    errors: { typed: 'Enter the name of the application: Robin' },
    message: 'Somebody has changed the certificates meanwhile.',
  }),
  page('revoke, used before', RevokePage, {
    chrome: SIGNED_IN,
    frame,
    certificate: old,
    typed: '',
    replaceBy: 'fresh',
    errors: {},
  }),
  page('certificates, none', CertificatesPage, { chrome: SIGNED_IN, rows: [], typed: {}, errors: {} }),
  page('certificates, full', CertificatesPage, {
    chrome: FULL,
    rows: [
      row({ daysLeft: -4, notAfter: NOW - 4 * DAY, ssoActive: false }),
      row({ use: 'requests' }),
      row({ use: 'encryption', daysLeft: 400 }),
      row({ next: { id: 'a', readiness: { ready: false } } }),
      row({ next: { id: 'b', readiness: ready } }),
      row({ next: { id: 'c', readiness: ready, switchAt: NOW + DAY } }),
    ],
    typed: { date: '2026-11-01', time: 'noon' },
    errors: { date: 'Choose a day.', time: 'Enter hours and minutes, such as 06:00.' },
  }),
];
