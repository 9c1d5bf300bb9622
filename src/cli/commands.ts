import type { Command } from './command';
import { applyCommand } from './commands/apply';
import { backupCommand } from './commands/backup';
import { createAdminCommand } from './commands/create-admin';
import { demoCommand } from './commands/demo';
import { doctorCommand } from './commands/doctor';
import { eventsCommand } from './commands/events';
import { exportCommand } from './commands/export';
import { healthcheckCommand } from './commands/healthcheck';
import { initCommand } from './commands/init';
import { migrateCommand } from './commands/migrate';
import { moveToPostgresCommand } from './commands/move-to-postgres';
import { openapiCommand } from './commands/openapi';
import { resetSecondFactorCommand } from './commands/reset-second-factor';
import { restoreCommand } from './commands/restore';
import { rotateKeyCommand } from './commands/rotate-key';
import { serveCommand } from './commands/serve';
import { simulatorCommand } from './commands/simulator';
import { syncCommand } from './commands/sync';
import { versionCommand } from './commands/version';

/** All commands, in the order the help lists them. */
export const GROUPS: readonly { readonly title: string; readonly commands: readonly Command[] }[] = [
  { title: 'Run it', commands: [serveCommand, doctorCommand, healthcheckCommand, versionCommand] },
  { title: 'Set it up', commands: [initCommand, createAdminCommand, resetSecondFactorCommand] },
  { title: 'Write it down', commands: [exportCommand, applyCommand, syncCommand, openapiCommand] },
  {
    title: 'Keep it',
    commands: [backupCommand, restoreCommand, migrateCommand, moveToPostgresCommand, rotateKeyCommand, eventsCommand],
  },
  { title: 'Try it', commands: [demoCommand, simulatorCommand] },
];

/** All commands, by name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  GROUPS.flatMap(({ commands }) => commands.map((command) => [command.name, command])),
);
