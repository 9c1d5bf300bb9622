import type { CertificateState } from '../core/certificate';
import type { IdmSettings } from '../core/idm-settings';
import type { ApplicationId } from '../core/ids';
import { whole, wholeOrNone } from './dialect';
import type { Reader } from './tx';

/** What can be measured of one application by looking at its rows. Times in milliseconds since the epoch. */
export interface ApplicationReading {
  readonly id: ApplicationId;
  readonly slug: string;
  /** Its SAML settings as they are kept: readers look into them only when they changed. */
  readonly ssoText?: string;
  readonly certificates: readonly {
    readonly state: CertificateState;
    readonly notAfter: number;
    readonly switchAt?: number;
  }[];
  /** Whether changes are pushed to it. */
  readonly provisioned: boolean;
  /** Changes that wait to be sent, and since when the oldest does. */
  readonly queue: { readonly length: number; readonly oldestAt?: number };
  /** People by the status of their account there. */
  readonly people: Readonly<Record<string, number>>;
  readonly held?: string;
  /** When the secret of the integration ends, as an admin entered it. */
  readonly tokenEndsAt?: number;
}

/** Reads what can be measured of every application, in five queries. */
export async function readApplications(reader: Reader): Promise<ApplicationReading[]> {
  const applications: { id: ApplicationId; slug: string; sso: string | null; idm_state: string; idm: string }[] =
    await reader('applications').orderBy('slug').select('id', 'slug', 'sso', 'idm_state', 'idm');
  const certificates: { application_id: string; state: CertificateState; not_after: unknown; switch_at: unknown }[] =
    await reader('certificates').select('application_id', 'state', 'not_after', 'switch_at');
  const queues = (await reader('stale')
    .where({ parked: false })
    .groupBy('application_id')
    .select('application_id')
    .count({ total: '*' })
    .min({ oldest: 'marked_at' })) as { application_id: string; total: unknown; oldest: unknown }[];
  const people = (await reader('links')
    .groupBy('application_id', 'status')
    .select('application_id', 'status')
    .count({ total: '*' })) as { application_id: string; status: string; total: unknown }[];
  const held: { application_id: string; hold_reason: string }[] = await reader('lanes')
    .whereNotNull('hold_reason')
    .select('application_id', 'hold_reason');

  return applications.map(({ id, slug, sso, idm_state, idm }) => {
    const queue = queues.find((row) => row.application_id === id);
    const oldestAt = wholeOrNone(queue?.oldest);
    const { tokenExpiresAt } = JSON.parse(idm) as IdmSettings;
    const hold = held.find((row) => row.application_id === id);
    return {
      id,
      slug,
      ...(sso === null ? {} : { ssoText: sso }),
      certificates: certificates.filter((row) => row.application_id === id).map(certificateOf),
      provisioned: idm_state === 'active',
      queue: { length: whole(queue?.total ?? 0), ...(oldestAt === undefined ? {} : { oldestAt }) },
      people: Object.fromEntries(
        people.filter((row) => row.application_id === id).map(({ status, total }) => [status, whole(total)]),
      ),
      ...(hold === undefined ? {} : { held: hold.hold_reason }),
      ...(tokenExpiresAt === undefined ? {} : { tokenEndsAt: tokenExpiresAt }),
    };
  });
}

function certificateOf(row: { state: CertificateState; not_after: unknown; switch_at: unknown }): {
  state: CertificateState;
  notAfter: number;
  switchAt?: number;
} {
  const switchAt = wholeOrNone(row.switch_at);
  return { state: row.state, notAfter: whole(row.not_after), ...(switchAt === undefined ? {} : { switchAt }) };
}
