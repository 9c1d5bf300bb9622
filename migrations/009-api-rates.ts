import type { Knex } from 'knex';

/** How much of its rate an API key has used, and an address that sends wrong ones, for all processes together. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('api_rates', (table) => {
    table.string('name_hash', 64).primary();
    // Up to when what was handed out uses the rate up, and when somebody asked last: microseconds by the database's clock.
    table.bigInteger('used_until').notNullable();
    table.bigInteger('asked_at').notNullable().index();
    // What the last one who asked was given.
    table.integer('granted').notNullable();
  });
  // Not worth a write to disk that somebody waits for: after a crash of the server every rate begins anew.
  if ((knex.client as { config: { client: unknown } }).config.client === 'pg') {
    await knex.raw('alter table api_rates set unlogged');
  }
}

/** Takes the table away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('api_rates');
}
