import type { Tx } from '../tx';

/** A place in the database where secrets are sealed. */
interface SealedColumn {
  readonly table: string;
  /** The columns that name the row, which are part of what the secret is sealed for. */
  readonly key: readonly string[];
  readonly column: string;
  /** What a secret of a row is sealed for, as `seal` was told. */
  readonly place: (key: readonly string[]) => string;
  /** Rows whose column holds a sealed text, where not all do. */
  readonly only?: Readonly<Record<string, string>>;
}

/** Every column with sealed secrets that outlive a sign-in. A test holds the list to the tables. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'certificates', key: ['id'], column: 'private_key_sealed', place: ([id]) => `certificate:${id}` },
  { table: 'applications', key: ['id'], column: 'idm_token_sealed', place: ([id]) => `application:${id}:token` },
  { table: 'second_factors', key: ['id'], column: 'secret_sealed', place: ([id]) => `second-factor:${id}` },
  {
    table: 'password_pushes',
    key: ['application_id', 'user_id'],
    column: 'sealed',
    place: ([application, user]) => `password:${application}:${user}`,
  },
  { table: 'mail_outbox', key: ['id'], column: 'body_text', place: ([id]) => `mail:${id}`, only: { body_html: '' } },
  { table: 'webhooks', key: ['id'], column: 'secret_sealed', place: ([id]) => `webhook:${id}` },
  { table: 'webhooks', key: ['id'], column: 'old_secret_sealed', place: ([id]) => `webhook:${id}` },
];

/**
 * Seals every secret anew.
 * @param anew gives the text to keep in place of one, for what it is sealed for; throws to stop everything
 * @returns how many there were
 */
export async function resealAll(tx: Tx, anew: (place: string, sealed: string) => string): Promise<number> {
  let count = 0;
  for (const { table, key, column, place, only } of SEALED_COLUMNS) {
    const rows = (await tx(table)
      .whereNotNull(column)
      .whereNot(column, '')
      .modify((query) => {
        if (only !== undefined) void query.where(only);
      })
      .select(...key, column)) as Record<string, string>[];
    for (const row of rows) {
      const names = key.map((name) => row[name] ?? '');
      const where = Object.fromEntries(key.map((name) => [name, row[name]]));
      await tx(table)
        .where(where)
        .update({ [column]: anew(place(names), row[column] ?? '') });
      count += 1;
    }
  }
  return count;
}

/** Forgets the answers that are kept for requests that come twice: they are sealed and named with the key that goes. */
export async function forgetKeptAnswers(tx: Tx): Promise<void> {
  await tx('api_requests').delete();
}
