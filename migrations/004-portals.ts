import type { Knex } from 'knex';

/** The tables of people's lives: roles, second factors, password policy, requests for access, imports from files. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    // The language of the pages the person reads; absent, the browser says it.
    table.string('language', 8);
    table.bigInteger('password_changed_at');
    // While it lies ahead, a second factor that is asked of the person may still be put off.
    table.bigInteger('second_factor_grace_until');
    table.bigInteger('suspended_at');
  });
  // Whoever was an admin could do everything; from now on that is what owners can.
  await knex('users').where({ role: 'admin' }).update({ role: 'owner' });
  await knex('users')
    .where({ state: 'suspended' })
    .update({ suspended_at: knex.ref('updated_at') });

  await knex.schema.alterTable('user_groups', (table) => {
    table.boolean('second_factor').notNullable().defaultTo(false);
  });
  await knex.schema.alterTable('applications', (table) => {
    // The sign-on asks for a second factor, and for a sign-in at most so many minutes old.
    table.boolean('second_factor').notNullable().defaultTo(false);
    table.integer('sign_in_minutes');
    table.text('note');
  });
  await knex.schema.alterTable('user_links', (table) => {
    table.string('purpose', 16).notNullable().defaultTo('activation');
  });

  await knex.schema.createTable('password_history', (table) => {
    table.string('id', 26).primary();
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.text('password_hash').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['user_id', 'created_at']);
  });

  await knex.schema.createTable('second_factors', (table) => {
    table.string('id', 26).primary();
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('kind', 16).notNullable();
    table.string('name', 128).notNullable();
    // Of an authenticator app: its secret, sealed, and the last time step that was used (RFC 6238 section 5.2).
    table.text('secret_sealed');
    table.bigInteger('last_step');
    // Of a passkey: what WebAuthn Level 3 section 4 calls a credential record.
    table.string('credential_id', 1400).unique();
    table.text('public_key');
    table.bigInteger('sign_count');
    table.text('transports');
    table.boolean('backed_up');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at');
    table.index(['user_id']);
  });

  await knex.schema.createTable('recovery_codes', (table) => {
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('code_hash', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('used_at');
    table.primary(['user_id', 'code_hash']);
  });

  await knex.schema.createTable('access_requests', (table) => {
    table.string('id', 26).primary();
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('application_id', 26).references('applications.id').onDelete('CASCADE');
    // What the person wrote: which application when it is none of ours, and why.
    table.text('wanted').notNullable();
    table.text('reason').notNullable();
    table.string('state', 16).notNullable();
    table.text('answer');
    table.string('decided_by', 256);
    table.bigInteger('decided_at');
    table.bigInteger('created_at').notNullable();
    table.index(['state', 'created_at']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('launches', (table) => {
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.bigInteger('times').notNullable();
    table.bigInteger('last_at').notNullable();
    table.primary(['user_id', 'application_id']);
  });

  await knex.schema.createTable('guide_links', (table) => {
    table.string('token_hash', 64).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('created_by', 256).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    // The browser that opened it first keeps it: the hash of a cookie.
    table.string('holder_hash', 64);
    table.bigInteger('opened_at');
    table.index(['expires_at']);
  });

  await knex.schema.createTable('branding_images', (table) => {
    table.string('kind', 16).primary();
    table.string('content_type', 32).notNullable();
    table.binary('bytes').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('user_files', (table) => {
    table.string('id', 26).primary();
    table.string('file_name', 256).notNullable();
    table.string('state', 16).notNullable();
    // Which column is which property, what to do with people who are there, and which group they join.
    table.text('options').notNullable();
    table.text('header').notNullable();
    table.integer('total').notNullable();
    table.integer('done').notNullable();
    table.text('counts').notNullable();
    table.text('sentence');
    table.string('started_by_id', 26);
    table.string('started_by', 256).notNullable();
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
    table.index(['state']);
    table.index(['created_at']);
  });

  await knex.schema.createTable('user_file_rows', (table) => {
    table.string('file_id', 26).notNullable().references('user_files.id').onDelete('CASCADE');
    table.integer('line').notNullable();
    table.text('cells').notNullable();
    table.string('outcome', 16).notNullable();
    table.text('sentence');
    table.string('user_id', 26);
    table.primary(['file_id', 'line']);
    table.index(['file_id', 'outcome', 'line']);
  });

  // Forms that count once however often they are sent, and where the first one led to.
  await knex.schema.createTable('form_claims', (table) => {
    table.string('form_hash', 64).primary();
    table.text('location');
    table.bigInteger('created_at').notNullable();
    table.index(['created_at']);
  });
}

const TABLES = [
  'form_claims',
  'user_file_rows',
  'user_files',
  'branding_images',
  'guide_links',
  'launches',
  'access_requests',
  'recovery_codes',
  'second_factors',
  'password_history',
] as const;

/** Takes the tables and columns of the portals away again. Owners are admins as before. */
export async function down(knex: Knex): Promise<void> {
  for (const name of TABLES) await knex.schema.dropTable(name);
  await knex('users').where({ role: 'owner' }).update({ role: 'admin' });
  await knex('users').whereIn('role', ['helpdesk', 'auditor']).update({ role: 'user' });
  await knex.schema.alterTable('user_links', (table) => table.dropColumn('purpose'));
  await knex.schema.alterTable('applications', (table) =>
    table.dropColumns('second_factor', 'sign_in_minutes', 'note'),
  );
  await knex.schema.alterTable('user_groups', (table) => table.dropColumn('second_factor'));
  await knex.schema.alterTable('users', (table) => {
    table.dropColumns('language', 'password_changed_at', 'second_factor_grace_until', 'suspended_at');
  });
}
