import type { Knex } from 'knex';

declare const dbBrand: unique symbol;
declare const txBrand: unique symbol;

/** The open database. */
export type Db = Knex & { readonly [dbBrand]: true };

/** A transaction under way. Made only by `transact`, so that a write outside of one does not compile. */
export type Tx = Knex.Transaction & { readonly [txBrand]: true };

/** Where a read may happen: in a transaction or outside. */
export type Reader = Db | Tx;

/**
 * Runs `work` in one transaction: all of it is kept, or nothing. No network inside: on SQLite everybody else waits.
 * @throws what `work` throws, after everything was undone
 */
export async function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return (db as Knex).transaction((trx) => work(trx as Tx));
}
