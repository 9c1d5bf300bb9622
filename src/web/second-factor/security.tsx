import { Router, type Request, type Response } from 'express';
import { RecoveryCodesPage } from '../../../views/gate/second-factor/recovery-codes';
import type { SecondFactorCardsProps } from '../../../views/portal/second-factor-cards';
import { RemoveFactorPage, RenameFactorPage } from '../../../views/portal/second-factor-change';
import { removeFactor, renameFactor } from '../../actions/second-factor/change';
import { isAskedForSecondFactor } from '../../actions/second-factor/duty';
import { renewRecoveryCodes } from '../../actions/second-factor/recovery';
import { compact } from '../../core/compact';
import { AppError, type FieldErrors } from '../../core/errors';
import { FEW_RECOVERY_CODES, type SecondFactor } from '../../core/second-factor';
import type { User } from '../../core/user';
import { countRecoveryCodes } from '../../store/recovery-codes';
import { listSecondFactors } from '../../store/second-factors';
import { fieldErrorsFor, messageFor, saidError, say } from '../../words/said';
import { formOf, text } from '../forms';
import { actorOf, requirePerson } from '../middleware/person';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { requireRecent } from './recent';

type OfFactor = Request<{ id: string }>;

/** What a person does with second factors they have. */
export function ownFactorRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/security/second-factors/:id/name', async (request, response) => {
    const factor = await factorOf(web, request);
    await showName(web, request, response, factor, factor.name, {});
  });
  router.post('/security/second-factors/:id/name', async (request, response) => {
    const factor = await factorOf(web, request);
    const name = text(formOf(request), 'name');
    try {
      await renameFactor(web.context, actorOf(request), requirePerson(request), factor.id, name);
      const { renamed: title } = readerOf(request).words.secondFactor.flash;
      redirectWith(request, response, '/security', { kind: 'ok', title });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await showName(web, request, response, factor, name, fieldErrorsFor(readerOf(request).words, error));
    }
  });
  router.get('/security/second-factors/:id/removal', async (request, response) => {
    const factor = await factorOf(web, request);
    if (!(await requireRecent(web, request, response, request.originalUrl))) return;
    await showRemoval(web, request, response, factor);
  });
  router.post('/security/second-factors/:id/removal', async (request, response) => {
    const factor = await factorOf(web, request);
    if (!(await requireRecent(web, request, response, request.originalUrl))) return;
    try {
      await removeFactor(web.context, actorOf(request), requirePerson(request), factor.id);
      const { removed } = readerOf(request).words.secondFactor.flash;
      redirectWith(request, response, '/security', { kind: 'ok', title: removed({ name: factor.name }) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await showRemoval(web, request, response, factor, messageFor(readerOf(request).words, error));
    }
  });
  router.post('/security/recovery-codes', async (request, response) => {
    if (!(await requireRecent(web, request, response, '/security'))) return;
    const codes = await renewRecoveryCodes(web.context, actorOf(request), requirePerson(request));
    const chrome = await chromeOf(web, request);
    render(response, <RecoveryCodesPage chrome={chrome} codes={codes} renewed next="/security" />);
  });
  return router;
}

/** What the Security page shows of a person's second factors. */
export async function secondFactorCards(web: WebContext, user: User): Promise<SecondFactorCardsProps> {
  const { db } = web.context;
  const left = await countRecoveryCodes(db, user.id);
  const factors = await listSecondFactors(db, user.id);
  return {
    factors: factors.map(({ id, kind, name, createdAt, lastUsedAt }) =>
      compact<SecondFactorCardsProps['factors'][number]>({ id, kind, name, createdAt, lastUsedAt }),
    ),
    asked: await isAskedForSecondFactor(db, user),
    recovery: { left, few: left <= FEW_RECOVERY_CODES },
  };
}

/** One of the person's own factors; anybody else's is not found. */
async function factorOf(web: WebContext, request: OfFactor): Promise<SecondFactor> {
  const factors = await listSecondFactors(web.context.db, requirePerson(request).id);
  const factor = factors.find(({ id }) => id === request.params.id);
  if (factor === undefined) throw saidError('not_found', say('nothing_here'));
  return factor;
}

async function showName(
  web: WebContext,
  request: Request,
  response: Response,
  factor: SecondFactor,
  typed: string,
  errors: FieldErrors,
): Promise<void> {
  const chrome = await chromeOf(web, request);
  const page = <RenameFactorPage chrome={chrome} factor={factor} typed={typed} errors={errors} />;
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

async function showRemoval(
  web: WebContext,
  request: Request,
  response: Response,
  factor: SecondFactor,
  message?: string,
): Promise<void> {
  const last = (await listSecondFactors(web.context.db, requirePerson(request).id)).length === 1;
  const chrome = await chromeOf(web, request);
  const page = <RemoveFactorPage chrome={chrome} factor={factor} last={last} {...compact({ message })} />;
  render(response, page, message === undefined ? 200 : 409);
}
