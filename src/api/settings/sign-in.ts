import { z } from 'zod';
import { changeSignInPolicy, findSignInPolicy, readPolicyForm } from '../../actions/settings/sign-in-policy';
import { DEFAULT_SIGN_IN_POLICY, type SignInPolicy } from '../../core/sign-in/policy';
import { operation, type Operation } from '../operation';
import { SETTINGS } from './tag';

const PATH = '/settings/sign-in';

const fields = {
  passwordLength: z.int().meta({ description: 'Fewest characters of a new password, 8 to 64.' }),
  passwordHistory: z.int().meta({ description: 'How many earlier passwords may not come back, 0 to 24.' }),
  passwordDays: z.int().meta({ description: 'Days until a password runs out; 0 for never.' }),
  secondFactor: z
    .enum(['optional', 'admins', 'everybody'])
    .meta({ description: 'Who is asked for a second factor, wherever they go.' }),
  graceDays: z.int().meta({ description: 'Days in which setting one up can still be put off, 0 to 90.' }),
  passkeySignIn: z.boolean().meta({ description: 'A passkey that checked its owner signs in alone.' }),
  idleHours: z.int().meta({ description: 'Hours a session lives without use, 1 to 720.' }),
  sessionHours: z.int().meta({ description: 'Hours a session lives in all, 1 to 720.' }),
  recentMinutes: z.int().meta({ description: 'Minutes in which dangerous acts of admins need no new sign-in.' }),
  forgottenPassword: z.boolean().meta({ description: 'People may ask for a link, where mail is configured.' }),
  deletionHours: z.int().meta({ description: 'Hours between suspending and deleting a person.' }),
};

const policySchema = z.object(fields).meta({
  id: 'SignInPolicy',
  example: DEFAULT_SIGN_IN_POLICY,
});

const readPolicy = operation({
  id: 'readSignInPolicy',
  method: 'get',
  path: PATH,
  tag: SETTINGS,
  summary: 'Read what is asked of passwords and of signing in',
  scope: 'settings:read',
  answers: { 200: policySchema },
  etag: true,
  async run({ deps }) {
    return { status: 200, body: await findSignInPolicy(deps.db) };
  },
});

const updatePolicy = operation({
  id: 'updateSignInPolicy',
  method: 'patch',
  path: PATH,
  tag: SETTINGS,
  summary: 'Change what is asked of passwords and of signing in',
  description:
    'What is left out stays as it is. Sessions that are older than the policy allows end with their next request; no password runs out within 14 days of a change.',
  scope: 'settings:write',
  body: z.strictObject(fields).partial(),
  answers: { 200: policySchema },
  etag: true,
  async run(call) {
    const { deps, actor, body } = call;
    await changeSignInPolicy(deps, actor, (now) => {
      call.demandUnchanged(now);
      return readPolicyForm(formOf({ ...now, ...withoutNone(body) }));
    });
    return { status: 200, body: await findSignInPolicy(deps.db) };
  },
});

/** The policy as the form of the page has it, so that both are judged by the same rules. */
function formOf(policy: SignInPolicy): Record<string, string> {
  const texts = Object.entries(policy).map(([name, value]: [string, string | number | boolean]) => [
    name,
    typeof value === 'boolean' ? (value ? 'on' : '') : String(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}

function withoutNone(body: { readonly [Name in keyof SignInPolicy]?: SignInPolicy[Name] | undefined }) {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<SignInPolicy>;
}

/** The sign-in policy. */
export const signInPolicyOperations: readonly Operation[] = [readPolicy, updatePolicy];
