import { z } from 'zod';
import { nameOf, type User } from '../../core/user';
import type { UserId } from '../../core/ids';
import { countItems, type ImportItem } from '../../store/provisioning/import-items';
import type { Import } from '../../store/provisioning/imports';
import type { Reader } from '../../store/tx';
import { moment, momentOf, momentOrNull } from '../operation';

/** How an import stands, as the API shows it. */
export const importSchema = z
  .object({
    state: z.enum(['none', 'reading', 'ready', 'importing', 'failed']).meta({
      description:
        '`none` before the first one; `reading` the list; `ready` to be chosen from; `importing`; `failed` to read.',
    }),
    listed: z.int().meta({ description: 'Users that were listed so far.' }),
    new: z.int().meta({ description: 'Users of the list that are not in the directory as this application’s.' }),
    imported: z.int(),
    chosen: z.int().meta({ description: 'New users that the next run imports.' }),
    sentence: z.string().nullable().meta({ description: 'Why the list could not be read.' }),
    startedBy: z.string().nullable(),
    startedAt: moment.nullable(),
    lastRun: z
      .object({
        total: z.int(),
        created: z.int(),
        linked: z.int(),
        refused: z.int().meta({ description: 'Each of them says why: `sentence` of the user in the list.' }),
        eventId: z.string().meta({ description: 'The event at its end, and the cause of everything it did.' }),
        finishedAt: moment.nullable(),
      })
      .nullable()
      .meta({ description: 'The run under way, or the last one.' }),
  })
  .meta({
    id: 'Import',
    example: {
      state: 'ready',
      listed: 212,
      new: 3,
      imported: 209,
      chosen: 0,
      sentence: null,
      startedBy: 'API key Payroll',
      startedAt: '2026-05-04T09:30:00.000Z',
      lastRun: null,
    },
  });

/** A user of the application in the list, as the API shows it. */
export const importUserSchema = z
  .object({
    place: z.int().meta({ description: 'The number in this list: what they are chosen by.' }),
    remoteId: z.string().meta({ description: 'The id that the application gave.' }),
    username: z.string(),
    email: z.string().nullable(),
    name: z.string(),
    status: z.enum(['new', 'imported']),
    chosen: z.boolean(),
    matches: z
      .array(z.object({ userId: z.string(), name: z.string(), by: z.enum(['both', 'username', 'email']) }))
      .meta({ description: 'People of the directory this may be. One match by both names is taken by itself.' }),
    user: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'Who it is; of a new one, whom it will be linked to by choice.' }),
    sentence: z.string().nullable().meta({ description: 'Why it was refused, or what was left out.' }),
  })
  .meta({
    id: 'ImportUser',
    example: {
      place: 1,
      remoteId: '2819c223',
      username: 'noor.haddad@example.com',
      email: 'noor.haddad@example.com',
      name: 'Noor Haddad',
      status: 'new',
      chosen: false,
      matches: [],
      user: null,
      sentence: null,
    },
  });

/** Shows how an import stands; undefined before the first one. */
export async function showImport(reader: Reader, one: Import | undefined): Promise<z.output<typeof importSchema>> {
  const counts = one === undefined ? { fresh: 0, imported: 0, chosen: 0 } : await countItems(reader, one.id);
  const run = one?.progress.run;
  return {
    state: one?.state ?? 'none',
    listed: one?.progress.read ?? 0,
    new: counts.fresh,
    imported: counts.imported,
    chosen: counts.chosen,
    sentence: one?.sentence ?? null,
    startedBy: one?.startedBy ?? null,
    startedAt: momentOrNull(one?.createdAt),
    lastRun:
      run === undefined
        ? null
        : {
            total: run.total,
            created: run.created,
            linked: run.linked,
            refused: run.refused,
            eventId: run.eventId,
            finishedAt: one?.finishedAt === undefined ? null : momentOf(one.finishedAt),
          },
  };
}

/**
 * Shows one user of the list.
 * @param people whoever is named by it
 */
export function showImportUser(item: ImportItem, people: ReadonlyMap<UserId, User>): z.output<typeof importUserSchema> {
  const person = item.userId === undefined ? undefined : people.get(item.userId);
  return {
    place: item.place,
    remoteId: item.remoteId,
    username: item.username,
    email: item.email ?? null,
    name: item.name,
    status: item.status,
    chosen: item.chosen,
    matches: item.matches.map(({ userId, name, by }) => ({ userId, name, by })),
    user: person === undefined ? null : { id: person.id, name: nameOf(person) },
    sentence: item.sentence ?? null,
  };
}
