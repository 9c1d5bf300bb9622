import type { RequestHandler } from 'express';
import { claimForm, formHash } from '../../actions/forms/claim';
import type { Context } from '../../context';
import { saidError, say } from '../../words/said';
import { formOf, text } from '../forms';
import { personOf } from '../middleware/person';
import { safePath } from '../safe-path';
import { dropKept, keptForm } from './keep';

/**
 * Puts a kept form in the place of the click that goes on with it. It is sent once, to the address it was for, by the
 * person it belongs to; then it passes every check that a form passes.
 * @throws AppError not_found, conflict
 */
export function restoreKept(context: Context): RequestHandler {
  return async (request, _response, next) => {
    const id = request.method === 'POST' ? text(formOf(request), '_kept') : '';
    if (id === '') return next();
    const user = personOf(request);
    const kept = user && keptForm(context, request, user.id, id);
    if (kept === undefined || kept.path !== safePath(request.originalUrl)) {
      throw saidError('not_found', say('form_gone'));
    }
    if (!(await claimForm(context, formHash(context, ['kept', id])))) throw saidError('conflict', say('form_sent'));
    dropKept(request, id);
    request.body = { ...kept.fields };
    next();
  };
}
