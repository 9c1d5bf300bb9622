import type { Knex } from 'knex';

/** The chain that events are sealed in, how far they were handed on, and webhooks with their deliveries. */
export async function up(knex: Knex): Promise<void> {
  // Events that are not sealed yet. A row is added with each event and goes when it is sealed.
  await knex.schema.createTable('event_queue', (table) => {
    table.string('event_id', 26).primary();
  });
  await knex.raw('insert into event_queue (event_id) select id from events');

  // One row for each event, numbered without a gap. The hash covers the event, the number, the time and the hash before.
  await knex.schema.createTable('event_seals', (table) => {
    table.bigInteger('position').primary();
    table.string('event_id', 26).notNullable().unique();
    table.string('hash', 64).notNullable();
    table.bigInteger('sealed_at').notNullable();
  });

  // Where the chain ends, and where it begins now that retention has removed what was before.
  await knex.schema.createTable('event_chain', (table) => {
    table.integer('id').primary();
    table.bigInteger('position').notNullable();
    table.string('hash', 64).notNullable();
    table.bigInteger('anchor_position').notNullable();
    table.string('anchor_hash', 64).notNullable();
    // The day on which the log of the program was told of the end last.
    table.bigInteger('told_at').notNullable();
  });
  const none = '0'.repeat(64);
  await knex('event_chain').insert({
    id: 1,
    position: 0,
    hash: none,
    anchor_position: 0,
    anchor_hash: none,
    told_at: 0,
  });

  // How far whoever is handed the events has them.
  await knex.schema.createTable('event_cursors', (table) => {
    table.string('name', 64).primary();
    table.bigInteger('position').notNullable();
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable();
  });

  await knex.schema.createTable('webhooks', (table) => {
    table.string('id', 26).primary();
    table.string('name', 128).notNullable();
    table.text('url').notNullable();
    // Which events go there: families, and single names beside them. Both empty stand for every event.
    table.text('categories').notNullable();
    table.text('names').notNullable();
    table.string('state', 16).notNullable();
    table.text('secret_sealed').notNullable();
    // The secret before, while receivers still check with it.
    table.text('old_secret_sealed');
    table.bigInteger('old_secret_until');
    table.bigInteger('failing_since');
    table.bigInteger('last_success_at');
    // Events that found no room among the deliveries that wait.
    table.bigInteger('left_out').notNullable().defaultTo(0);
    table.bigInteger('rest_until').notNullable().defaultTo(0);
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable().defaultTo(0);
    table.string('created_by', 256).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('webhook_deliveries', (table) => {
    table.string('id', 26).primary();
    table.string('webhook_id', 26).notNullable().references('webhooks.id').onDelete('CASCADE');
    // Absent for a test.
    table.string('event_id', 26);
    table.string('type', 64).notNullable();
    table.string('state', 16).notNullable();
    table.integer('attempts').notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('status');
    table.text('answer');
    table.text('fault');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('tried_at');
    table.index(['webhook_id', 'state', 'due_at']);
    table.index(['webhook_id', 'id']);
    table.index(['state', 'created_at']);
  });
}

const TABLES = [
  'webhook_deliveries',
  'webhooks',
  'event_cursors',
  'event_chain',
  'event_seals',
  'event_queue',
] as const;

/** Takes the chain and the webhooks away again. The events themselves stay. */
export async function down(knex: Knex): Promise<void> {
  for (const name of TABLES) await knex.schema.dropTable(name);
}
