import { z } from 'zod';
import { ROW_OUTCOMES, type RowCounts, type UserFile, type UserFileRow } from '../../core/user-file/file';
import { moment, momentOf, momentOrNull } from '../operation';

/** A file of people as the API shows it. */
export const userFileSchema = z
  .object({
    id: z.string(),
    fileName: z.string(),
    state: z.enum(['reading', 'checking', 'ready', 'importing', 'stopped', 'done']),
    sentence: z.string().nullable().meta({ description: 'Why it can’t be imported as it is, or why it stopped.' }),
    encoding: z.string(),
    delimiter: z.string(),
    columns: z
      .array(z.object({ heading: z.string(), property: z.string().nullable() }))
      .meta({ description: 'What each column holds; null for one that is left out.' }),
    existing: z.enum(['skip', 'update', 'refuse']).meta({
      description: 'What lines of people who are there already do: nothing, change them, or count as a problem.',
    }),
    first: z.enum(['mailed-link', 'later']).meta({
      description: 'How new people get in: by an activation link that is mailed, or by one that is made later.',
    }),
    groupId: z.string().nullable().meta({ description: 'The user group they join.' }),
    lines: z.int(),
    done: z.int().meta({ description: 'Lines that are checked or imported so far.' }),
    counts: z
      .object(
        Object.fromEntries(ROW_OUTCOMES.map((name) => [name, z.int()])) as Record<
          (typeof ROW_OUTCOMES)[number],
          z.ZodInt
        >,
      )
      .meta({ description: 'Lines by what they come to.' }),
    startedBy: z.string(),
    createdAt: moment,
    finishedAt: moment.nullable(),
  })
  .meta({ id: 'UserFile' });

/** A line of a file as the API shows it. */
export const userFileLineSchema = z
  .object({
    line: z.int().meta({ description: 'The number of the line in the file, from 1.' }),
    cells: z.array(z.string()),
    outcome: z.enum(ROW_OUTCOMES).meta({
      description:
        'Before the import: `waiting` to be checked, `new`, `change`, `same`, `skip`, or `problem`. After it: `created`, `changed` or `refused`.',
    }),
    sentence: z.string().nullable(),
    userId: z.string().nullable(),
  })
  .meta({ id: 'UserFileLine' });

/** Shows a file. */
export function showUserFile(file: UserFile, counts: RowCounts): z.output<typeof userFileSchema> {
  const { options } = file;
  return {
    id: file.id,
    fileName: file.fileName,
    state: file.state,
    sentence: file.sentence ?? null,
    encoding: options.encoding,
    delimiter: options.delimiter,
    columns: file.header.map((heading, index) => ({ heading, property: options.columns[index] || null })),
    existing: options.existing,
    first: options.first,
    groupId: options.groupId ?? null,
    lines: file.total,
    done: file.done,
    counts,
    startedBy: file.startedBy,
    createdAt: momentOf(file.createdAt),
    finishedAt: momentOrNull(file.finishedAt),
  };
}

/** Shows a line. */
export function showLine(row: UserFileRow): z.output<typeof userFileLineSchema> {
  return {
    line: row.line,
    cells: [...row.cells],
    outcome: row.outcome,
    sentence: row.sentence ?? null,
    userId: row.userId ?? null,
  };
}
