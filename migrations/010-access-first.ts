import type { Knex } from 'knex';

/** Who may lose access is served before everybody else who waits at an application. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('stale', (table) => {
    table.boolean('takes_away').notNullable().defaultTo(false);
  });
  // Both are asked for with every batch, and few rows are in them. They begin as the index of all who wait does: else
  // SQLite would take that one, and look at everybody.
  await knex.raw('create index stale_takes_away on stale (application_id, parked, held_by, due_at) where takes_away');
  await knex.raw(
    'create index stale_tried on stale (application_id, parked, held_by, attempts, due_at) where attempts > 0',
  );
}

/** Takes the column and the indexes away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index stale_tried');
  await knex.raw('drop index stale_takes_away');
  await knex.schema.alterTable('stale', (table) => {
    table.dropColumn('takes_away');
  });
}
