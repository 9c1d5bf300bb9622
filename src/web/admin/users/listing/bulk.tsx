import { Router, type Request, type Response } from 'express';
import {
  JoinPeoplePage,
  SuspendPeoplePage,
  type SuspendPeopleProps,
} from '../../../../../views/admin/users/listing/bulk';
import { withQuery } from '../../../../../views/parts/safe-href';
import { counted } from '../../../../../views/parts/words';
import { changeMembers } from '../../../../actions/groups/members';
import { suspendUser } from '../../../../actions/users/suspend';
import { AppError } from '../../../../core/errors';
import { isUlid, type GroupId, type UserId } from '../../../../core/ids';
import { may, mayChange } from '../../../../core/roles';
import { nameOf, type User } from '../../../../core/user';
import { listApplications } from '../../../../store/applications';
import { listApplicationIdsOfGroups } from '../../../../store/boards/access';
import { listPeopleIds } from '../../../../store/boards/people';
import { getGroup } from '../../../../store/groups';
import { findUsers } from '../../../../store/users';
import { formOf, text, withPrefix, type Form } from '../../../forms';
import { actorOf, requirePerson } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { tickedIds } from '../../form';
import { effectsOn } from '../effects';
import { readUserFilter, type ReadUserFilter } from './filter';

/** A page lists no more. */
const MOST = 50;

/** One thing for several people: into a user group, or suspended. Suspending asks first. */
export function bulkRoutes(web: WebContext): Router {
  const router = Router();
  router.post('/admin/users/bulk', async (request, response) => {
    const form = formOf(request);
    const filter = await filterOf(web, form);
    const back = withQuery('/admin/users', { ...filter.shown });
    const ids = tickedIds<UserId>(form, 'user').slice(0, MOST);
    const action = text(form, 'action');
    if (action === 'join' || action === 'join-all') {
      const all = action === 'join-all';
      const wanted = all ? await listPeopleIds(web.context.db, filter.query) : ids;
      const seen = !all || text(form, 'confirmation') === String(wanted.length);
      return join(web, request, response, { back, ids: wanted, ...(seen ? {} : { ask: filter }) });
    }
    const users = await findUsers(web.context.db, ids);
    if (users.length === 0) {
      return redirectWith(request, response, back, {
        kind: 'warn',
        title: 'Nobody was chosen',
        text: 'Tick the people first.',
      });
    }
    return action === 'suspend-now' ? suspend(web, request, response, users) : ask(web, request, response, users);
  });
  return router;
}

function filterOf(web: WebContext, form: Form): Promise<ReadUserFilter> {
  const typed = withPrefix(form, 'filter.');
  return readUserFilter(web, (name) => (Object.hasOwn(typed, name) ? (typed[name] ?? '') : ''));
}

async function join(
  web: WebContext,
  request: Request,
  response: Response,
  { back, ids, ask: unseen }: { back: string; ids: readonly UserId[]; ask?: ReadUserFilter },
): Promise<void> {
  if (!may(requirePerson(request).role, 'groups.write')) {
    throw new AppError('forbidden', 'Your role does not change user groups. Nothing was changed.');
  }
  const wanted = text(formOf(request), 'join');
  if (!isUlid(wanted)) {
    const title = 'No User Group was chosen';
    return redirectWith(request, response, back, { kind: 'warn', title, text: 'Nothing was changed.' });
  }
  if (ids.length === 0) {
    const title = 'Nobody was chosen';
    return redirectWith(request, response, back, { kind: 'warn', title, text: 'Tick the people first.' });
  }
  const group = await getGroup(web.context.db, wanted as GroupId);
  if (unseen !== undefined) {
    const given = await listApplicationIdsOfGroups(web.context.db, [group.id]);
    const applications = await listApplications(web.context.db);
    const page = (
      <JoinPeoplePage
        chrome={await chromeOf(web, request)}
        total={ids.length}
        group={{ id: group.id, name: group.name }}
        applications={applications.filter(({ id }) => given.has(id)).map(({ label }) => label)}
        filter={unseen.shown}
      />
    );
    return render(response, page);
  }
  const { added } = await changeMembers(web.context, actorOf(request), group.id, { add: ids, remove: [] });
  const already = ids.length - added;
  redirectWith(request, response, back, {
    kind: 'ok',
    title: `${counted(added, 'person', 'people')} joined ${group.name}`,
    ...(already === 0 ? {} : { text: `${counted(already, 'was', 'were')} in it already.` }),
    link: { href: `/admin/groups/${group.id}/users`, label: 'Open the group' },
  });
}

async function ask(web: WebContext, request: Request, response: Response, users: readonly User[]): Promise<void> {
  const { role } = requirePerson(request);
  const people = users.filter((user) => user.state !== 'suspended' && mayChange(role, user.role));
  const effects = new Map<string, SuspendPeopleProps['effects'][number]>();
  for (const user of people) {
    for (const { label, sentence } of await effectsOn(web, user)) {
      const key = `${label}\n${sentence}`;
      effects.set(key, { label, sentence, count: (effects.get(key)?.count ?? 0) + 1 });
    }
  }
  const shown = people.map((user) => ({ id: user.id, name: nameOf(user), username: user.username }));
  const page = (
    <SuspendPeoplePage
      chrome={await chromeOf(web, request)}
      people={shown}
      effects={[...effects.values()].sort((one, other) => one.label.localeCompare(other.label, 'en'))}
      left={leftOut(users, people)}
    />
  );
  render(response, page);
}

function leftOut(users: readonly User[], people: readonly User[]): string[] {
  return users
    .filter((user) => !people.includes(user))
    .map((user) =>
      user.state === 'suspended'
        ? `${nameOf(user)} is suspended already.`
        : `${nameOf(user)} has a role and is left: people with a role are changed by owners only.`,
    );
}

async function suspend(web: WebContext, request: Request, response: Response, users: readonly User[]): Promise<void> {
  const refused: string[] = [];
  let done = 0;
  for (const user of users) {
    try {
      await suspendUser(web.context, actorOf(request), user.id);
      done += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push(`${nameOf(user)}: ${error.message}`);
    }
  }
  redirectWith(request, response, '/admin/users?state=suspended', {
    kind: refused.length === 0 ? 'ok' : 'warn',
    title: `${counted(done, 'person is', 'people are')} suspended`,
    text: ['Signed out everywhere. Each person’s page says how their accounts follow.', ...refused].join(' '),
  });
}
