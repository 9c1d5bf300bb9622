import { addApp, beginApp, placeOf } from '../../../src/actions/second-factor/add-app';
import { fromBase32, hotp, timeStepOf } from '../../../src/core/second-factor/code';
import type { User } from '../../../src/core/user';
import { unseal } from '../../../src/store/seal';
import { getUser } from '../../../src/store/users';
import type { Context } from '../../../src/context';

/** Somebody's authenticator app: it shows codes, and remembers the recovery codes that came with it. */
export interface App {
  readonly id: string;
  readonly recoveryCodes: readonly string[];
  /** The code of a step: this one unless told. */
  readonly code: (steps?: number) => string;
}

/** Sets an authenticator app up for a person; the code that proved it was one step old, so that this one counts. */
export async function giveApp(context: Context, { id: userId }: Pick<User, 'id'>, name = 'Phone'): Promise<App> {
  const user = await getUser(context.db, userId);
  const setup = beginApp(context);
  const secret = fromBase32(unseal(context.secrets.sealingKey, placeOf(setup.id), setup.secretSealed).reveal());
  const code = (steps = 0): string => hotp(secret, timeStepOf(context.clock()) + steps);
  const actor = { kind: 'user' as const, id: user.id, name: user.username };
  const added = await addApp(context, actor, user, setup, { code: code(-1), name });
  return { id: setup.id, recoveryCodes: added.recoveryCodes ?? [], code };
}
