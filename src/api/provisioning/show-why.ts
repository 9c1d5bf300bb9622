import { z } from 'zod';
import type { Explanation, LiveRead } from '../../actions/provisioning/why/explain';
import type { Application } from '../../core/application';
import type { UserId } from '../../core/ids';
import { eventSchema, showEvent } from '../events/show';
import { moment, momentOrNull } from '../operation';

const value = z.unknown().optional();

/** Why a person stands as they do at an application, as the API shows it. */
export const whySchema = z
  .object({
    application: z.object({ id: z.string(), slug: z.string(), label: z.string() }),
    user: z.object({ id: z.string(), username: z.string().nullable(), name: z.string() }),
    causes: z
      .array(z.object({ kind: z.string(), sentence: z.string() }))
      .meta({ description: 'What matters most first; never empty.' }),
    grants: z.array(z.string()).meta({ description: 'In what way the application is theirs, in words.' }),
    next: z.string().meta({ description: 'What goes out next, in words.' }),
    nextAt: moment.nullable(),
    account: z
      .object({
        remoteId: z.string(),
        origin: z.string().nullable().meta({ description: 'How it came to be theirs.' }),
        since: moment.nullable(),
        live: z.enum(['read', 'gone', 'failed', 'none']).meta({
          description: 'What came of reading it a moment ago; `none`: it is known to be removed, and was not read.',
        }),
        sentence: z.string().nullable().meta({ description: 'Why it could not be read.' }),
        canUndo: z.boolean().meta({ description: 'Its take-over can be undone.' }),
      })
      .nullable(),
    values: z.array(
      z.object({
        label: z.string(),
        path: z.string().meta({ description: 'SCIM attribute path.' }),
        source: z.string(),
        wanted: value,
        accepted: value,
        there: value,
        next: z.boolean().meta({ description: 'It goes out with the next request.' }),
        differs: z.boolean().meta({ description: 'The application holds another value than it accepted.' }),
      }),
    ),
    choice: z
      .object({
        candidates: z.array(
          z.object({
            remoteId: z.string(),
            userName: z.string().nullable(),
            email: z.string().nullable(),
            displayName: z.string().nullable(),
            active: z.boolean(),
            matches: z.array(z.enum(['username', 'email'])),
            privileged: z.boolean().meta({ description: 'It seems to have rights over others there.' }),
            holder: z.string().nullable().meta({ description: 'Whose it is already: such a one can’t be chosen.' }),
          }),
        ),
        sentence: z.string().nullable().meta({ description: 'Why the application could not be asked.' }),
      })
      .nullable()
      .meta({ description: 'What an admin has to decide: whose account is theirs.' }),
    events: z.array(eventSchema).meta({ description: 'The last ones about this person there, the newest first.' }),
  })
  .meta({ id: 'PersonWhy' });

/** Shows why a person stands as they do. */
export function showWhy(application: Application, userId: UserId, explained: Explanation): z.output<typeof whySchema> {
  const { user, link, origin, live, choice } = explained;
  const { id, slug, label } = application;
  return {
    application: { id, slug, label },
    user: { id: userId, username: user?.username ?? null, name: explained.name },
    causes: explained.causes.map(({ kind, sentence }) => ({ kind, sentence })),
    grants: [...explained.grants],
    next: explained.next,
    nextAt: momentOrNull(explained.nextAt),
    account:
      link?.remoteId === undefined
        ? null
        : {
            remoteId: link.remoteId,
            origin: origin?.how ?? null,
            since: momentOrNull(origin?.at),
            live: live.kind,
            sentence: sentenceOf(live),
            canUndo: link.prior !== undefined && !link.removed && application.idmState === 'active',
          },
    values: explained.values.map((row) => ({ ...row })),
    choice:
      choice === undefined
        ? null
        : {
            candidates: choice.candidates.map((one) => ({
              remoteId: one.remoteId,
              userName: one.userName ?? null,
              email: one.email ?? null,
              displayName: one.displayName ?? null,
              active: one.active,
              matches: [...one.matches],
              privileged: one.privileged,
              holder: one.holder ?? null,
            })),
            sentence: choice.sentence ?? null,
          },
    events: explained.events.map(showEvent),
  };
}

function sentenceOf(live: LiveRead): string | null {
  return live.kind === 'failed' ? live.sentence : null;
}
