import type { Knex } from 'knex';

/** What several processes on one database have to know of each other. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('instances', (table) => {
    table.string('id', 26).primary();
    table.string('name', 128).notNullable();
    table.string('version', 32).notNullable();
    table.string('state', 16).notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('seen_at').notNullable();
  });

  // Up to when the requests that were let through use up an application's rate, in microseconds by the database's clock.
  await knex.schema.createTable('paces', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.bigInteger('used_until').notNullable();
  });

  // Nothing in them is worth a write to disk that somebody waits for: after a crash of the server both begin empty.
  if ((knex.client as { config: { client: unknown } }).config.client === 'pg') {
    await knex.raw('alter table instances set unlogged');
    await knex.raw('alter table paces set unlogged');
  }

  await knex.schema.alterTable('links', (table) => {
    // Until then a change that was given up may still be carried out by the application.
    table.bigInteger('late_until');
  });
}

/** Takes the tables of the instances away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('links', (table) => table.dropColumn('late_until'));
  await knex.schema.dropTable('paces');
  await knex.schema.dropTable('instances');
}
