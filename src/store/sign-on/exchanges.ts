import { compact } from '../../core/compact';
import type { ApplicationId, EventId } from '../../core/ids';
import { chunks, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** One exchange of SAML messages with an application, as an admin reads it afterwards: decoded, without secrets. */
export interface Exchange {
  /** The id of the event that tells of it. */
  readonly id: EventId;
  readonly applicationId: ApplicationId;
  readonly at: number;
  readonly kind: 'sign-on' | 'logout';
  readonly startedBy: 'sp' | 'idp';
  /** How the application's message came. */
  readonly binding?: 'redirect' | 'post' | 'soap';
  /** XML of what came in and of what went out, redacted. */
  readonly request?: string;
  readonly response?: string;
  readonly userName?: string;
  /** The reason of a refusal, with its sentence and facts. */
  readonly code?: string;
  readonly sentence?: string;
  readonly facts?: Readonly<Record<string, string>>;
}

interface ExchangeRow {
  id: string;
  application_id: string;
  at: unknown;
  data: string;
}

/** How many exchanges are kept for each application. */
export const EXCHANGES_KEPT = 20;

function read(row: ExchangeRow): Exchange {
  return compact<Exchange>({
    ...(JSON.parse(row.data) as Omit<Exchange, 'id' | 'applicationId' | 'at'>),
    id: row.id as EventId,
    applicationId: row.application_id as ApplicationId,
    at: whole(row.at),
  });
}

/** Keeps exchanges, and of each application only the last ones. What is handed in has been redacted. */
export async function insertExchanges(tx: Tx, exchanges: readonly Exchange[]): Promise<void> {
  const rows = exchanges.map(({ id, applicationId, at, ...data }) => ({
    id,
    application_id: applicationId,
    at,
    data: JSON.stringify(data),
  }));
  for (const part of chunks(rows, 100)) await tx('exchanges').insert(part).onConflict('id').ignore();
  for (const applicationId of new Set(exchanges.map((exchange) => exchange.applicationId))) {
    const old = tx('exchanges')
      .where({ application_id: applicationId })
      .orderBy('id', 'desc')
      .offset(EXCHANGES_KEPT)
      .limit(1_000)
      .select('id');
    await tx('exchanges')
      .whereIn('id', await old.then((found: { id: string }[]) => found.map(({ id }) => id)))
      .delete();
  }
}

/** Lists the last exchanges with an application, the newest first. */
export async function listExchanges(reader: Reader, applicationId: ApplicationId): Promise<Exchange[]> {
  const rows: ExchangeRow[] = await reader('exchanges')
    .where({ application_id: applicationId })
    .orderBy('id', 'desc')
    .limit(EXCHANGES_KEPT);
  return rows.map(read);
}

/** Finds one exchange of an application. */
export async function findExchange(
  reader: Reader,
  applicationId: ApplicationId,
  id: EventId,
): Promise<Exchange | undefined> {
  const row: ExchangeRow | undefined = await reader('exchanges').where({ id, application_id: applicationId }).first();
  return row && read(row);
}
