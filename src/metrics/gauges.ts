import type { SsoSettings } from '../core/application';
import { signingCertificateOf } from '../core/certificate';
import type { ApplicationId } from '../core/ids';
import { spCertificatesOf } from '../core/sp-certificates';
import { readDatabaseBytes } from '../store/boards/measures';
import { readApplications, type ApplicationReading } from '../store/readings';
import type { Db } from '../store/tx';

/** What a certificate is for: ours in use and to come, and those the application gave us. */
export type CertificateUse = 'signing' | 'next' | 'requests' | 'encryption';

/** An application as it is measured. Times in milliseconds since the epoch. */
export interface Measured extends Omit<ApplicationReading, 'ssoText' | 'certificates'> {
  /** Whether people sign on to it by SAML: a bookmark sends nobody a Response. */
  readonly hasSaml: boolean;
  /** When the certificate of a use ends; of several, the one that ends first. */
  readonly ends: Readonly<Partial<Record<CertificateUse, number>>>;
}

/** Looks at the database when somebody asks, and keeps what it saw for a while. */
export interface Gauges {
  /** @throws what the database throws */
  look(): Promise<Seen>;
}

/** What was seen. */
export interface Seen {
  readonly measured: readonly Measured[];
  /** How large the database is. */
  readonly databaseBytes: number;
}

const KEPT_MS = 15_000;

/** Makes the gauges. However many ask at once, the database is asked once. */
export function makeGauges(db: Db, clock: () => number): Gauges {
  let seen: (Seen & { readonly at: number }) | undefined;
  let looking: Promise<Seen> | undefined;
  let theirs = new Map<ApplicationId, { readonly text: string; readonly ends: Measured['ends'] }>();

  /** Certificates of applications are read anew only when their settings changed. */
  function theirEnds({ id, ssoText }: ApplicationReading): Measured['ends'] {
    const known = theirs.get(id);
    if (ssoText === undefined) return {};
    if (known?.text === ssoText) return known.ends;
    const ends: Partial<Record<CertificateUse, number>> = {};
    for (const { use, endsAt } of spCertificatesOf(JSON.parse(ssoText) as SsoSettings)) {
      ends[use] = Math.min(ends[use] ?? endsAt, endsAt);
    }
    theirs.set(id, { text: ssoText, ends });
    return ends;
  }

  async function readAll(): Promise<Seen> {
    const now = clock();
    const readings = await readApplications(db);
    const measured = readings.map((reading) => {
      const { ssoText, certificates, ...rest } = reading;
      return {
        ...rest,
        hasSaml: ssoText !== undefined,
        ends: { ...ourEnds(certificates, now), ...theirEnds(reading) },
      };
    });
    const ids = new Set(readings.map(({ id }) => id));
    theirs = new Map([...theirs].filter(([id]) => ids.has(id)));
    seen = { at: now, measured, databaseBytes: await readDatabaseBytes(db) };
    return seen;
  }

  return {
    look() {
      if (seen !== undefined && Math.abs(clock() - seen.at) < KEPT_MS) return Promise.resolve(seen);
      looking ??= readAll().finally(() => (looking = undefined));
      return looking;
    },
  };
}

function ourEnds(certificates: ApplicationReading['certificates'], now: number): Measured['ends'] {
  const signing = signingCertificateOf(certificates, now);
  const next = certificates.find((certificate) => certificate.state === 'next' && certificate !== signing);
  return {
    ...(signing === undefined ? {} : { signing: signing.notAfter }),
    ...(next === undefined ? {} : { next: next.notAfter }),
  };
}
