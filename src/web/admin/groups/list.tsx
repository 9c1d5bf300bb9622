import { Router, type Request, type Response } from 'express';
import { GroupsPage, type GroupRow } from '../../../../views/admin/groups/index';
import { NewGroupPage } from '../../../../views/admin/groups/new';
import { createGroup } from '../../../actions/groups/save';
import { compact } from '../../../core/compact';
import type { Group } from '../../../core/group';
import { listApplicationIdsOfGroup } from '../../../store/bindings';
import { listGroups } from '../../../store/groups';
import { formOf, text, type Form } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, type FormProblem } from '../form';
import { searchText } from '../search-text';

/** The list of user groups, and adding one (M-067). */
export function groupListRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/groups', async (request, response) => {
    const { db } = web.context;
    const q = searchText(request);
    const groups: GroupRow[] = [];
    for (const { id, name, description, members } of await listGroups(db, q)) {
      const applicationCount = (await listApplicationIdsOfGroup(db, id)).length;
      groups.push(compact<GroupRow>({ id, name, description, memberCount: members, applicationCount }));
    }
    render(response, <GroupsPage chrome={await chromeOf(web, request)} groups={groups} q={q} />);
  });
  router.get('/admin/groups/new', async (request, response) => showForm(web, request, response, {}));
  router.post('/admin/groups', async (request, response) => {
    const form = formOf(request);
    let group: Group;
    try {
      group = await createGroup(web.context, actorOf(request), groupInput(form));
    } catch (error) {
      return showForm(web, request, response, form, formProblem(error));
    }
    redirectWith(request, response, `/admin/groups/${group.id}/users`, {
      kind: 'ok',
      title: `${group.name} is added`,
      text: 'Add people, then choose what the group gives.',
    });
  });
  return router;
}

/** A group's name and description as they were typed. */
export function groupInput(form: Form): { name: string; description: string } {
  return { name: text(form, 'name'), description: text(form, 'description') };
}

async function showForm(
  web: WebContext,
  request: Request,
  response: Response,
  form: Form,
  problem?: FormProblem,
): Promise<void> {
  const page = (
    <NewGroupPage
      chrome={await chromeOf(web, request)}
      values={groupInput(form)}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}
