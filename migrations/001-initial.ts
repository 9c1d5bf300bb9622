import type { Knex } from 'knex';

/** The tables of the first release. Times are milliseconds since the epoch, JSON is text, on both databases. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });

  await knex.schema.createTable('users', (table) => {
    table.string('id', 26).primary();
    table.string('username', 256).notNullable();
    table.string('username_folded', 256).notNullable().unique();
    table.string('email', 320).notNullable();
    table.string('email_folded', 320).notNullable().unique();
    table.text('search_text').notNullable();
    table.text('profile').notNullable();
    table.string('state', 16).notNullable();
    table.string('role', 16).notNullable();
    table.text('password_hash');
    table.boolean('password_temporary').notNullable();
    table.bigInteger('password_expires_at');
    table.bigInteger('last_sign_in_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.index(['state']);
  });

  await knex.schema.createTable('user_groups', (table) => {
    table.string('id', 26).primary();
    table.string('name', 256).notNullable();
    table.string('name_folded', 256).notNullable().unique();
    table.text('description');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('memberships', (table) => {
    table.string('group_id', 26).notNullable().references('user_groups.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.primary(['group_id', 'user_id']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('applications', (table) => {
    table.string('id', 26).primary();
    table.string('connector_id', 64).notNullable();
    table.string('label', 256).notNullable();
    table.text('description');
    table.string('slug', 64).notNullable().unique();
    table.boolean('has_image').notNullable();
    table.boolean('show_in_portal').notNullable();
    table.text('bookmark_url');
    table.text('variables').notNullable();
    table.string('sso_state', 16).notNullable();
    table.text('sso');
    table.string('idm_state', 16).notNullable();
    table.text('idm').notNullable();
    table.text('idm_token_sealed');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('application_images', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.string('content_type', 32).notNullable();
    table.binary('bytes').notNullable();
  });

  await knex.schema.createTable('group_bindings', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('group_id', 26).notNullable().references('user_groups.id').onDelete('CASCADE');
    table.primary(['application_id', 'group_id']);
    table.index(['group_id']);
  });

  await knex.schema.createTable('user_bindings', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.primary(['application_id', 'user_id']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('certificates', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('state', 16).notNullable();
    table.text('pem').notNullable();
    table.text('private_key_sealed').notNullable();
    table.string('fingerprint', 128).notNullable();
    table.bigInteger('not_before').notNullable();
    table.bigInteger('not_after').notNullable();
    table.index(['application_id']);
  });

  await knex.schema.createTable('sessions', (table) => {
    table.string('id_hash', 64).primary();
    table.string('user_id', 26).references('users.id').onDelete('CASCADE');
    table.text('data').notNullable();
    table.text('user_agent');
    table.string('client_ip', 64);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('seen_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
    table.index(['expires_at']);
  });

  await knex.schema.createTable('sign_in_limits', (table) => {
    table.string('key_hash', 64).primary();
    table.integer('failures').notNullable();
    table.bigInteger('locked_until').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('user_links', (table) => {
    table.string('token_hash', 64).primary();
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
  });

  await knex.schema.createTable('sign_on_requests', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('request_id', 256).notNullable();
    table.text('request').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('answered_at');
    table.unique(['application_id', 'request_id']);
    table.index(['expires_at']);
  });

  await knex.schema.createTable('events', (table) => {
    table.string('id', 26).primary();
    table.bigInteger('at').notNullable();
    table.string('name', 64).notNullable();
    table.string('result', 16).notNullable();
    table.string('actor_kind', 16).notNullable();
    table.string('actor_id', 26);
    table.string('actor_name', 256).notNullable();
    table.string('client_ip', 64);
    table.string('application_id', 26);
    table.string('application_label', 256);
    table.string('user_id', 26);
    table.string('user_name', 256);
    table.string('group_id', 26);
    table.string('group_name', 256);
    table.string('correlation_id', 26);
    table.text('search_text').notNullable();
    table.text('payload').notNullable();
    table.index(['name', 'id']);
    table.index(['application_id', 'id']);
    table.index(['user_id', 'id']);
    table.index(['correlation_id']);
  });

  await knex.schema.createTable('links', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable();
    table.string('remote_id', 1024);
    table.text('accepted');
    table.text('in_doubt');
    table.boolean('creating').notNullable();
    table.boolean('removed').notNullable();
    table.boolean('managed').notNullable();
    table.string('status', 16).notNullable();
    table.text('sentence');
    table.string('event_id', 26);
    table.bigInteger('updated_at').notNullable();
    table.primary(['application_id', 'user_id']);
    table.index(['application_id', 'status']);
    table.index(['application_id', 'remote_id']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('stale', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable();
    table.bigInteger('version').notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('attempts').notNullable();
    table.boolean('parked').notNullable();
    table.string('correlation_id', 26);
    table.bigInteger('marked_at').notNullable();
    table.primary(['application_id', 'user_id']);
    table.index(['parked', 'due_at']);
  });

  await knex.schema.createTable('lanes', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable();
    table.string('hold_reason', 16);
    table.text('hold_sentence');
    table.bigInteger('hold_since');
    table.bigInteger('next_try_at').notNullable();
    table.integer('failures').notNullable();
  });
}

/** Takes the first release's tables away again. */
export async function down(knex: Knex): Promise<void> {
  const tables = [
    'lanes',
    'stale',
    'links',
    'events',
    'sign_on_requests',
    'user_links',
    'sign_in_limits',
    'sessions',
    'certificates',
    'user_bindings',
    'group_bindings',
    'application_images',
    'applications',
    'memberships',
    'user_groups',
    'users',
    'settings',
  ];
  for (const table of tables) await knex.schema.dropTableIfExists(table);
}
