import type { Knex } from 'knex';

/** Until when a change of a group that was given up may still be carried out, as `links` knows it of an account. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('group_links', (table) => {
    table.bigInteger('late_until');
  });
}

/** Takes the column away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('group_links', (table) => table.dropColumn('late_until'));
}
