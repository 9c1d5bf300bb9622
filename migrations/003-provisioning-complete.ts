import type { Knex } from 'knex';

/** What complete provisioning needs: groups and members, passwords, facts of an SP, staged removals, plans, drift, imports. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('stale', (table) => {
    table.string('held_by', 26);
    table.index(['application_id', 'parked', 'held_by', 'due_at']);
    table.index(['application_id', 'held_by']);
  });
  await knex.schema.alterTable('links', (table) => {
    table.text('prior');
    table.string('decision', 16);
  });
  await knex.schema.alterTable('lanes', (table) => {
    table.bigInteger('paused_at');
    table.string('paused_by', 256);
    table.string('paused_why', 16);
  });

  await knex.schema.createTable('group_links', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('group_id', 26).notNullable();
    table.string('remote_id', 1024);
    table.string('name', 1024);
    table.text('in_doubt');
    table.boolean('creating').notNullable();
    table.string('state', 16).notNullable();
    table.string('foreign_members', 16).notNullable();
    table.string('status', 16).notNullable();
    table.text('sentence');
    table.string('event_id', 26);
    table.bigInteger('updated_at').notNullable();
    table.primary(['application_id', 'group_id']);
    table.index(['application_id', 'remote_id']);
    table.index(['group_id']);
  });

  await knex.schema.createTable('member_links', (table) => {
    table.string('application_id', 26).notNullable();
    table.string('group_id', 26).notNullable();
    table.string('user_id', 26).notNullable();
    table.string('remote_user_id', 1024).notNullable();
    table.boolean('in_doubt').notNullable();
    table.primary(['application_id', 'group_id', 'user_id']);
    table
      .foreign(['application_id', 'group_id'])
      .references(['application_id', 'group_id'])
      .inTable('group_links')
      .onDelete('CASCADE');
    table.index(['application_id', 'user_id']);
  });

  await knex.schema.createTable('stale_groups', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('group_id', 26).notNullable();
    table.bigInteger('version').notNullable();
    table.boolean('whole').notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('attempts').notNullable();
    table.boolean('parked').notNullable();
    table.string('correlation_id', 26);
    table.bigInteger('marked_at').notNullable();
    table.primary(['application_id', 'group_id']);
    table.index(['parked', 'due_at']);
  });

  await knex.schema.createTable('stale_members', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('group_id', 26).notNullable();
    table.string('user_id', 26).notNullable();
    table.bigInteger('version').notNullable();
    table.boolean('parked').notNullable();
    table.text('sentence');
    table.bigInteger('marked_at').notNullable();
    table.primary(['application_id', 'group_id', 'user_id']);
    table.index(['application_id', 'user_id']);
  });

  await knex.schema.createTable('password_pushes', (table) => {
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable().references('users.id').onDelete('CASCADE');
    table.string('version', 26).notNullable();
    table.text('sealed').notNullable();
    table.boolean('temporary').notNullable();
    table.bigInteger('sent_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['application_id', 'user_id']);
    table.index(['user_id']);
    table.index(['expires_at']);
  });

  await knex.schema.createTable('scim_facts', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.text('facts').notNullable();
    table.text('report');
    table.bigInteger('probed_at');
    table.string('probe_account', 1024);
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('removals', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('cause_event_id', 26);
    table.string('state', 16).notNullable();
    table.text('reason').notNullable();
    table.text('undo');
    table.integer('total').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.string('decided_by', 256);
    table.bigInteger('decided_at');
    table.index(['application_id', 'state']);
    table.index(['state', 'expires_at']);
  });

  await knex.schema.createTable('removal_people', (table) => {
    table.string('removal_id', 26).notNullable().references('removals.id').onDelete('CASCADE');
    table.string('user_id', 26).notNullable();
    table.string('name', 256).notNullable();
    table.string('outcome', 16).notNullable();
    table.text('keeps_through');
    table.primary(['removal_id', 'user_id']);
    table.index(['user_id']);
  });

  await knex.schema.createTable('trial_runs', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('kind', 16).notNullable();
    table.string('state', 16).notNullable();
    table.text('input').notNullable();
    table.text('counts').notNullable();
    table.text('sentence');
    table.string('started_by', 256).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
    table.bigInteger('applied_at');
    table.text('deviations');
    table.index(['application_id', 'created_at']);
  });

  await knex.schema.createTable('trial_items', (table) => {
    table.string('trial_id', 26).notNullable().references('trial_runs.id').onDelete('CASCADE');
    table.integer('place').notNullable();
    table.string('kind', 24).notNullable();
    table.string('user_id', 26);
    table.string('group_id', 26);
    table.string('name', 256).notNullable();
    table.text('detail').notNullable();
    table.string('executed', 16);
    table.primary(['trial_id', 'place']);
    table.index(['trial_id', 'kind']);
    table.index(['trial_id', 'user_id']);
  });

  await knex.schema.createTable('drift_runs', (table) => {
    table.string('application_id', 26).primary().references('applications.id').onDelete('CASCADE');
    table.string('state', 16).notNullable();
    table.text('progress').notNullable();
    table.text('sentence');
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    table.bigInteger('next_at').notNullable();
    table.index(['next_at']);
  });

  await knex.schema.createTable('drift_items', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('kind', 24).notNullable();
    table.string('subject', 1100).notNullable();
    table.string('user_id', 26);
    table.string('group_id', 26);
    table.string('remote_id', 1024);
    table.string('name', 1024).notNullable();
    table.text('detail').notNullable();
    table.string('state', 16).notNullable();
    table.text('note');
    table.string('run', 26).notNullable();
    table.bigInteger('found_at').notNullable();
    table.bigInteger('decided_at');
    table.string('decided_by', 256);
    table.unique(['application_id', 'kind', 'subject']);
    table.index(['application_id', 'state']);
  });

  await knex.schema.createTable('imports', (table) => {
    table.string('id', 26).primary();
    table.string('application_id', 26).notNullable().references('applications.id').onDelete('CASCADE');
    table.string('state', 16).notNullable();
    table.text('progress').notNullable();
    table.text('sentence');
    table.string('started_by', 256).notNullable();
    table.string('mail_to', 320);
    table.string('lease_owner', 64);
    table.bigInteger('lease_until').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('finished_at');
    table.index(['application_id', 'created_at']);
    table.index(['state']);
  });

  await knex.schema.createTable('import_items', (table) => {
    table.string('import_id', 26).notNullable().references('imports.id').onDelete('CASCADE');
    table.integer('place').notNullable();
    table.string('remote_id', 1024).notNullable();
    table.string('username', 1024).notNullable();
    table.string('email', 1024);
    table.string('name', 1024).notNullable();
    table.text('resource').notNullable();
    table.string('status', 16).notNullable();
    table.boolean('chosen').notNullable();
    table.text('matches');
    table.string('user_id', 26);
    table.text('sentence');
    table.primary(['import_id', 'place']);
    table.unique(['import_id', 'remote_id']);
    table.index(['import_id', 'status']);
  });

  await knex.schema.createTable('clock_marks', (table) => {
    table.string('name', 64).primary();
    table.bigInteger('at').notNullable();
  });

  await knex.schema.alterTable('users', (table) => {
    table.index(['password_expires_at']);
  });
}

const TABLES = [
  'clock_marks',
  'import_items',
  'imports',
  'drift_items',
  'drift_runs',
  'trial_items',
  'trial_runs',
  'removal_people',
  'removals',
  'scim_facts',
  'password_pushes',
  'stale_members',
  'stale_groups',
  'member_links',
  'group_links',
] as const;

/** Takes the tables and columns of complete provisioning away again. */
export async function down(knex: Knex): Promise<void> {
  for (const name of TABLES) await knex.schema.dropTable(name);
  await knex.schema.alterTable('users', (table) => {
    table.dropIndex(['password_expires_at']);
  });
  await knex.schema.alterTable('lanes', (table) => {
    table.dropColumns('paused_at', 'paused_by', 'paused_why');
  });
  await knex.schema.alterTable('links', (table) => {
    table.dropColumns('prior', 'decision');
  });
  await knex.schema.alterTable('stale', (table) => {
    table.dropIndex(['application_id', 'parked', 'held_by', 'due_at']);
    table.dropIndex(['application_id', 'held_by']);
    table.dropColumn('held_by');
  });
}
