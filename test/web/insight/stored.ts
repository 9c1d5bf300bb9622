import type { WebBench } from '../../vulnerabilities/web-bench';

/** What is stored of sign-ons: a look at them must not change it. */
export type Stored = Readonly<Record<string, number>>;

const TABLES = ['events', 'exchanges', 'sign_on_requests', 'seen_messages', 'name_ids', 'sso_participants'];

/** Counts what is stored of sign-ons, once everything is written. */
export async function countStored({ passo }: WebBench): Promise<Stored> {
  await passo.context.journal.flush();
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const rows: unknown[] = await passo.context.db(table).select();
    counts[table] = rows.length;
  }
  return counts;
}
