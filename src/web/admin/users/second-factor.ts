import { Router } from 'express';
import type { PersonFactors } from '../../../../views/admin/users/second-factor-card';
import { isAskedForSecondFactor } from '../../../actions/second-factor/duty';
import { resetSecondFactor } from '../../../actions/second-factor/reset';
import { compact } from '../../../core/compact';
import { mayPutOff } from '../../../core/second-factor';
import { nameOf, type User } from '../../../core/user';
import { countRecoveryCodes } from '../../../store/recovery-codes';
import { listSecondFactors } from '../../../store/second-factors';
import { actorOf } from '../../middleware/person';
import { redirectWith } from '../../render';
import type { WebContext } from '../../web-context';
import { userOf } from './frame';

/** The way out for somebody who lost their second factor. */
export function userSecondFactorRoutes(web: WebContext): Router {
  const router = Router();
  router.post('/admin/users/:id/second-factor/reset', async (request, response) => {
    const user = await userOf(web, request);
    await resetSecondFactor(web.context, actorOf(request), user.id);
    redirectWith(request, response, `/admin/users/${user.id}/sign-in`, {
      kind: 'ok',
      title: `The second factor of ${nameOf(user)} is reset`,
      text: 'The person was signed out everywhere, and signs in with the password alone until a new one is set up.',
    });
  });
  return router;
}

/** What a person's page shows of their second factors. */
export async function factorsOf(web: WebContext, user: User, reader: User): Promise<PersonFactors> {
  const { db, clock } = web.context;
  const factors = await listSecondFactors(db, user.id);
  const waits = factors.length === 0 && mayPutOff(user, clock());
  return compact<PersonFactors>({
    factors: factors.map(({ kind, name, createdAt, lastUsedAt }) =>
      compact<PersonFactors['factors'][number]>({ kind, name, createdAt, lastUsedAt }),
    ),
    recoveryCodes: await countRecoveryCodes(db, user.id),
    asked: await isAskedForSecondFactor(db, user),
    graceUntil: waits ? user.secondFactorGraceUntil : undefined,
    own: user.id === reader.id,
  });
}
