import { z } from 'zod';
import type { Actor } from '../../actions/deps';
import { createUser, type FirstPassword } from '../../actions/users/create';
import { linkAddress } from '../../actions/users/links';
import type { Context } from '../../context';
import { problemOf, problemSchema } from '../frame/problem';
import { operation, type Operation } from '../operation';
import { merged, placedError, profileFields, profileOf, type ProfileBody } from './profile';
import { showUser, userSchema } from './show';

const TAG = 'People';
/** How many people one request may bring. */
const MOST = 200;

const firstPassword = z.enum(['mailed-link', 'link', 'temporary-password', 'later']).default('link').meta({
  description:
    'How they get in: `mailed-link` sends them a link to choose a password, `link` answers it to be handed over, `temporary-password` answers one to be changed at the first sign-in, `later` leaves it open.',
});

const created = z.object({
  user: userSchema,
  activationLink: z.string().nullable().meta({ description: 'Shown once. Works for seven days.' }),
  temporaryPassword: z.string().nullable().meta({ description: 'Shown once.' }),
  mailed: z.boolean().meta({ description: 'The link is on its way to the person.' }),
});
const createdSchema = created.meta({ id: 'CreatedUser' });

const newUser = {
  ...profileFields,
  username: z.string().meta({ example: 'noor.haddad' }),
  email: z.string().meta({ example: 'noor@example.com' }),
};

async function add(
  deps: Context,
  actor: Actor,
  body: ProfileBody,
  first: FirstPassword | 'later',
  at = '',
): Promise<z.output<typeof created>> {
  try {
    const made = await createUser(deps, actor, merged(undefined, body, at), first);
    const { activationToken: token, temporaryPassword, mailed } = made;
    return {
      user: showUser(made.user, deps.clock()),
      // A link that was mailed is for the person alone.
      activationLink: token === undefined || mailed ? null : linkAddress(deps, 'activation', token),
      temporaryPassword: temporaryPassword?.reveal() ?? null,
      mailed,
    };
  } catch (error) {
    throw placedError(body, at, error);
  }
}

const createOne = operation({
  id: 'createUser',
  method: 'post',
  path: '/users',
  tag: TAG,
  summary: 'Add a person',
  scope: 'users:write',
  body: z.strictObject({ ...newUser, firstPassword }),
  answers: { 201: createdSchema },
  async run({ deps, actor, body }) {
    const answer = await add(deps, actor, profileOf(body), body.firstPassword);
    return { status: 201, location: `/users/${answer.user.id}`, body: answer };
  },
});

const createMany = operation({
  id: 'createUsers',
  method: 'post',
  path: '/users/batch',
  tag: TAG,
  summary: `Add up to ${MOST} people`,
  description:
    'Each person is added or refused by themselves: one who is refused does not hold up the others. The results stand in the order of the request. With an Idempotency-Key the same request can be sent again without adding anybody twice.',
  scope: 'users:write',
  body: z.strictObject({
    users: z
      .array(z.strictObject(newUser))
      .min(1)
      .max(MOST)
      .meta({ example: [{ username: 'noor.haddad', email: 'noor@example.com' }] }),
    firstPassword,
  }),
  answers: {
    200: z.object({
      created: z.int(),
      refused: z.int(),
      results: z.array(
        z.discriminatedUnion('result', [
          z.object({ result: z.literal('created'), index: z.int(), ...created.shape }),
          z.object({ result: z.literal('refused'), index: z.int(), problem: problemSchema }),
        ]),
      ),
    }),
  },
  async run({ deps, actor, body, requestId }) {
    const results: (
      | ({ result: 'created'; index: number } & z.output<typeof created>)
      | { result: 'refused'; index: number; problem: z.output<typeof problemSchema> }
    )[] = [];
    for (const [index, person] of body.users.entries()) {
      try {
        const answer = await add(deps, actor, person, body.firstPassword, `/users/${index}`);
        results.push({ result: 'created', index, ...answer });
      } catch (error) {
        const { problem } = problemOf(error, { path: '/api/v1/users/batch', requestId });
        if (problem.status >= 500) deps.log.error({ err: error, request_id: requestId }, 'api request failed');
        results.push({ result: 'refused', index, problem });
      }
    }
    const count = results.filter(({ result }) => result === 'created').length;
    return { status: 200, body: { created: count, refused: results.length - count, results } };
  },
});

/** Adding people, one or many. */
export const createUserOperations: readonly Operation[] = [createOne, createMany];
