import type { Knex } from 'knex';

/** The tables of the API for programs: its keys, and the answers that a repeated request gets again. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('api_keys', (table) => {
    table.string('id', 26).primary();
    table.string('name', 128).notNullable();
    // SHA-256 of the key, which is 190 random bits: nothing slower is needed.
    table.string('key_hash', 64).notNullable().unique();
    table.string('prefix', 16).notNullable();
    table.text('scopes').notNullable();
    // Whose rights it has. The person may be gone; then the key is refused, and the page still says whose it was.
    table.string('created_by_id', 26).notNullable();
    table.string('created_by', 256).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at');
    table.bigInteger('last_used_at');
    table.string('last_used_ip', 64);
    table.bigInteger('revoked_at');
    table.string('revoked_by', 256);
    table.index(['created_by_id']);
  });

  await knex.schema.createTable('api_requests', (table) => {
    // Names the key and its Idempotency-Key.
    table.string('request_hash', 64).primary();
    // What was asked, as a keyed hash: a body may hold a password.
    table.string('fingerprint', 64).notNullable();
    // While it is at work; renewed by whoever works on it.
    table.bigInteger('lease_until').notNullable();
    // Status, headers and body, sealed: there may be a secret in it that is shown once.
    table.text('answer_sealed');
    table.bigInteger('created_at').notNullable();
    table.index(['created_at']);
  });
}

/** Takes the keys and answers away. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('api_requests');
  await knex.schema.dropTable('api_keys');
}
