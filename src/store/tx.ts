import type { Knex } from 'knex';
import { isBusy, isDeadlock, isPostgres } from './dialect';

declare const dbBrand: unique symbol;
declare const txBrand: unique symbol;

/** The open database. */
export type Db = Knex & { readonly [dbBrand]: true };

/** A transaction under way. Made only by `transact`, so that a write outside of one does not compile. */
export type Tx = Knex.Transaction & { readonly [txBrand]: true };

/** Where a read may happen: in a transaction or outside. */
export type Reader = Db | Tx;

/** Times a transaction is run before a deadlock is an error. */
const TRIES = 5;

/**
 * SQLite waits for a lock by itself, for five seconds. What it refuses sooner was overtaken: another process, such as a
 * command, wrote after this transaction had read (SQLITE_BUSY_SNAPSHOT). Run anew, it reads what was written.
 */
const WAITED_MS = 4_000;

/**
 * Runs `work` in one transaction: all of it is kept, or nothing. No network inside: on SQLite everybody else waits. When
 * PostgreSQL ends it because two transactions wait for each other, or SQLite because another process wrote meanwhile, it
 * is run anew: `work` keeps nothing between runs.
 * @throws what `work` throws, after everything was undone
 */
export async function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return anew(() => (db as Knex).transaction((trx) => work(trx as Tx)));
}

/**
 * Runs `statement`, which sends one statement and no more, without a frame around it: to both databases one statement is
 * a transaction of its own, and beginning and ending one costs more than most statements.
 * @throws what the statement throws; nothing is kept of it then
 */
export async function transactOne<T>(db: Db, statement: (tx: Tx) => Promise<T>): Promise<T> {
  return anew(() => statement(db as unknown as Tx));
}

async function anew<T>(work: () => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    const began = performance.now();
    try {
      return await work();
    } catch (error) {
      const isOvertaken = isBusy(error) && performance.now() - began < WAITED_MS;
      if (run === TRIES || !(isOvertaken || isDeadlock(error))) throw error;
      await new Promise((done) => setTimeout(done, 5 * 2 ** run * Math.random()));
    }
  }
}

const DIRECTORY_LOCK = 5_350_001;

/**
 * Runs `work` like `transact`, after every other change of who is there and who may use what. On PostgreSQL two such
 * changes would not see each other: a person could join a group while an application is given to it, and be marked by
 * neither; two admins could suspend each other. SQLite has one writer anyway.
 */
export async function changeDirectory<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, async (tx) => {
    if (isPostgres(tx)) await tx.raw('select pg_advisory_xact_lock(?)', [DIRECTORY_LOCK]);
    return work(tx);
  });
}
