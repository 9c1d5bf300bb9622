import type { Request, RequestHandler } from 'express';
import { findSignInPolicy } from '../../../actions/settings/sign-in-policy';
import type { Permission, UserRole } from '../../../core/roles';
import { may, mayChange, ROLE_WORDS } from '../../../core/roles';
import { AppError } from '../../../core/errors';
import { isUlid, type UserId } from '../../../core/ids';
import { findUser } from '../../../store/users';
import { keepForm } from '../../kept-forms/keep';
import { requirePerson } from '../../middleware/person';
import { readerOf } from '../../reader';
import { redirectWith } from '../../render';
import type { WebContext } from '../../web-context';
import type { Access } from './may-use';
import { accessLines } from './table';

declare module 'express-serve-static-core' {
  interface Request {
    /** What the table says of this address, once `checkAccess` has let it through. */
    access?: Access;
  }
}

/** Where roles that may not see the first page begin. */
const FIRST_FOR_OTHERS = '/admin/users';

/**
 * Decides by the table who may use an address of the Administrator Portal (M-011, SECURITY A5). The role is that of the
 * request's person as it is stored now. Addresses that are not in the table lead nowhere. What is dangerous asks for a
 * recent sign-in; what was typed is kept over it.
 * @throws AppError not_found, forbidden
 */
export function checkAccess(web: WebContext): RequestHandler {
  return async (request, response, next) => {
    const person = requirePerson(request);
    const { role } = person;
    const path = request.baseUrl + (request.path === '/' ? '' : request.path);
    const lines = accessLines(request.method, path);
    if (lines.length === 0) {
      throw new AppError('not_found', 'The address may be mistyped, or what it showed is gone.');
    }
    const missing = lines.find(({ permission }) => !may(role, permission));
    if (missing !== undefined) {
      if (path.toLowerCase() === '/admin') return response.redirect(303, FIRST_FOR_OTHERS);
      throw refusal(role, missing.permission);
    }
    const personRole = await roleOfPerson(web, path);
    if (personRole !== undefined && lines.some(({ changesPerson }) => changesPerson) && !mayChange(role, personRole)) {
      throw personRefusal(personRole);
    }
    if (lines.some(({ recent }) => recent) && !(await isRecent(web, request))) {
      const page = keepForm(web.context, request, person.id);
      const { confirm: title, confirmText: text } = readerOf(request).words.kept;
      const sentence = { kind: 'warn', title, text } as const;
      return redirectWith(request, response, `/login?again=1&next=${encodeURIComponent(page)}`, sentence);
    }
    request.access = personRole === undefined ? { lines } : { lines, personRole };
    next();
  };
}

/** Whether the person of this request has proved who they are within the minutes that the policy sets. */
async function isRecent(web: WebContext, request: Request): Promise<boolean> {
  const { recentMinutes } = await findSignInPolicy(web.context.db);
  return web.context.clock() - (request.session.signedInAt ?? 0) <= recentMinutes * 60_000;
}

async function roleOfPerson(web: WebContext, path: string): Promise<UserRole | undefined> {
  // As the router reads it: an id may be written in percent signs.
  const id = decoded(/^\/admin\/users\/([^/]+)/i.exec(path)?.[1] ?? '');
  return isUlid(id) ? (await findUser(web.context.db, id as UserId))?.role : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function refusal(role: UserRole, permission: Permission): AppError {
  const { name } = ROLE_WORDS[role];
  return new AppError(
    'forbidden',
    permission === 'admins.write'
      ? `Only owners choose the admins. Your role is ${name}. Nothing was changed.`
      : `Your role, ${name}, does not reach this. Ask an owner of Passo if you need it. Nothing was changed.`,
  );
}

function personRefusal(role: UserRole): AppError {
  const { name } = ROLE_WORDS[role];
  return new AppError(
    'forbidden',
    `This person has a role, ${name}. People with a role are changed by owners only. Nothing was changed.`,
  );
}
