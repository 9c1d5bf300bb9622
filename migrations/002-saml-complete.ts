import type { Knex } from 'knex';

/** Tables whose rows decide a sign-on. Every change of one is counted, whoever makes it, so that copies are known to be old. */
const COUNTED = [
  'user_groups',
  'memberships',
  'applications',
  'group_bindings',
  'user_bindings',
  'certificates',
  'settings',
] as const;

/** Columns of a person that matter to a sign-on; the time of the last sign-in is not among them. */
const USER_COLUMNS =
  'username, email, profile, state, role, password_hash, password_temporary, password_expires_at, updated_at';

/** What complete SAML needs: rotation of keys, single logout, metadata both ways, exchanges, mail, and the count of changes. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('certificates', (table) => {
    table.string('algorithm', 8).notNullable().defaultTo('rsa');
    table.string('origin', 16).notNullable().defaultTo('generated');
    table.bigInteger('created_at').notNullable().defaultTo(0);
    table.bigInteger('switch_at');
    table.bigInteger('retire_at');
    table.bigInteger('confirmed_at');
    table.string('confirmed_by', 256);
    table.bigInteger('tested_at');
  });

  await knex.schema.createTable('name_ids', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('value', 256).notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['application_id', 'user_id']);
    table.unique(['application_id', 'value']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('sso_participants', (table) => {
    table.string('session_hash', 64).notNullable().references('sessions.id_hash').onDelete('CASCADE');
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable();
    table.text('name_id').notNullable();
    table.string('session_index', 128).notNullable();
    table.bigInteger('at').notNullable();
    table.primary(['session_hash', 'application_id']);
    table.index(['application_id', 'session_index']);
  });

  await knex.schema.createTable('logouts', (table) => {
    table.string('id', 26).primary();
    table.string('user_id', 26);
    table.text('data').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('finished_at');
    table.index(['expires_at']);
  });

  await knex.schema.createTable('seen_messages', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('message_id', 256).notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['application_id', 'message_id']);
    table.index(['expires_at']);
  });

  await knex.schema.createTable('metadata_reads', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('reader_hash', 64).notNullable();
    table.string('client_ip', 64);
    table.text('user_agent');
    table.text('fingerprints').notNullable();
    table.bigInteger('first_at').notNullable();
    table.bigInteger('last_at').notNullable();
    table.bigInteger('reads').notNullable();
    table.primary(['application_id', 'reader_hash']);
  });

  await knex.schema.createTable('sp_metadata_sources', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.text('url').notNullable();
    table.text('entity_id');
    table.text('etag');
    table.string('applied_digest', 64);
    table.text('found_xml');
    table.bigInteger('found_at');
    table.bigInteger('last_try_at');
    table.bigInteger('last_ok_at');
    table.text('fault');
    table.bigInteger('next_try_at').notNullable();
    table.index(['next_try_at']);
  });

  await knex.schema.createTable('exchanges', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.bigInteger('at').notNullable();
    table.text('data').notNullable();
    table.index(['application_id', 'id']);
  });

  await knex.schema.createTable('notices', (table) => {
    table.string('kind', 32).notNullable();
    table.string('subject', 64).notNullable();
    table.integer('step').notNullable();
    table.bigInteger('at').notNullable();
    table.primary(['kind', 'subject', 'step']);
  });

  await knex.schema.createTable('mail_outbox', (table) => {
    table.string('id', 26).primary();
    table.text('recipient').notNullable();
    table.text('subject').notNullable();
    table.text('body_text').notNullable();
    table.text('body_html').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('attempts').notNullable();
    table.bigInteger('sent_at');
    table.text('fault');
    table.index(['sent_at', 'due_at']);
  });

  await knex.schema.createTable('change_count', (table) => {
    table.integer('id').primary();
    table.bigInteger('value').notNullable();
  });
  await knex('change_count').insert({ id: 1, value: 1 });
  await (isPostgres(knex) ? countOnPostgres(knex) : countOnSqlite(knex));
}

/** Takes the tables, columns and triggers of this release away again. */
export async function down(knex: Knex): Promise<void> {
  if (isPostgres(knex)) await knex.raw('drop function if exists passo_count_change() cascade');
  else for (const name of sqliteTriggers().keys()) await knex.raw(`drop trigger if exists ${name}`);
  const tables = [
    'change_count',
    'mail_outbox',
    'notices',
    'exchanges',
    'sp_metadata_sources',
    'metadata_reads',
    'seen_messages',
    'logouts',
    'sso_participants',
    'name_ids',
  ];
  for (const table of tables) await knex.schema.dropTableIfExists(table);
  await knex.schema.alterTable('certificates', (table) => {
    table.dropColumns('algorithm', 'origin', 'created_at', 'switch_at', 'retire_at');
    table.dropColumns('confirmed_at', 'confirmed_by', 'tested_at');
  });
}

/**
 * Counts at the end of the transaction, once: the row of the count is locked for a moment only, and after every other
 * lock, so that two writers can't wait for each other over it.
 */
async function countOnPostgres(knex: Knex): Promise<void> {
  await knex.raw(`
    create function passo_count_change() returns trigger language plpgsql as $$
    begin
      if current_setting('passo.counted', true) is distinct from txid_current()::text then
        update change_count set value = value + 1 where id = 1;
        perform set_config('passo.counted', txid_current()::text, true);
      end if;
      return null;
    end $$`);
  const count = (name: string, when: string, table: string): Promise<unknown> =>
    knex.raw(
      `create constraint trigger ${name} after ${when} on ${table} deferrable initially deferred
         for each row execute function passo_count_change()`,
    );
  for (const table of COUNTED) await count(`count_${table}`, 'insert or update or delete', table);
  await count('count_users', `insert or delete or update of ${USER_COLUMNS}`, 'users');
}

async function countOnSqlite(knex: Knex): Promise<void> {
  for (const [name, on] of sqliteTriggers()) {
    await knex.raw(
      `create trigger ${name} after ${on} begin update change_count set value = value + 1 where id = 1; end`,
    );
  }
}

function sqliteTriggers(): Map<string, string> {
  const triggers = new Map<string, string>();
  for (const table of [...COUNTED, 'users']) {
    triggers.set(`count_${table}_insert`, `insert on ${table}`);
    triggers.set(`count_${table}_delete`, `delete on ${table}`);
    triggers.set(`count_${table}_update`, `update ${table === 'users' ? `of ${USER_COLUMNS} ` : ''}on ${table}`);
  }
  return triggers;
}

function isPostgres(knex: Knex): boolean {
  return (knex.client as { config: { client: unknown } }).config.client === 'pg';
}
