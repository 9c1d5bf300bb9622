import { Router, type Request, type Response } from 'express';
import { GroupsPage, type GroupRow } from '../../../../views/admin/groups/index';
import { NewGroupPage } from '../../../../views/admin/groups/new';
import { createGroup } from '../../../actions/groups/save';
import { compact } from '../../../core/compact';
import type { Application } from '../../../core/application';
import type { Group } from '../../../core/group';
import type { GroupId } from '../../../core/ids';
import { findApplicationBySlug } from '../../../store/applications';
import { countApplicationsByGroup, listNameClashes } from '../../../store/boards/access';
import { listGroups } from '../../../store/groups';
import { formOf, queryText, text, type Form } from '../../forms';
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
    const given = await countApplicationsByGroup(db);
    const groups = (await listGroups(db, q)).map(({ id, name, description, members }) =>
      compact<GroupRow>({ id, name, description, memberCount: members, applicationCount: given.get(id) ?? 0 }),
    );
    render(response, <GroupsPage chrome={await chromeOf(web, request)} groups={groups} q={q} />);
  });
  router.get('/admin/groups/new', async (request, response) => {
    await showForm(web, request, response, { application: queryText(request, 'application') });
  });
  router.post('/admin/groups', async (request, response) => {
    const form = formOf(request);
    const clash = await clashOf(web, form);
    if (clash !== undefined) return showForm(web, request, response, form, undefined, clash);
    let group: Group;
    try {
      group = await createGroup(web.context, actorOf(request), groupInput(form));
    } catch (error) {
      return showForm(web, request, response, form, formProblem(error));
    }
    const application = await applicationFrom(web, form);
    if (application !== undefined) {
      return redirectWith(request, response, `/admin/applications/${application.slug}/user-groups`, {
        kind: 'ok',
        title: `${group.name} is added`,
        text: `Tick it and save to give it ${application.label}. It has no people yet.`,
      });
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

/** The application from whose User Groups tab somebody came to add a group (M-067). */
async function applicationFrom(web: WebContext, form: Form): Promise<Application | undefined> {
  return findApplicationBySlug(web.context.db, text(form, 'application'));
}

/**
 * Says which applications have a group of the typed name already, kept in step with another group of ours.
 * @returns undefined when there is none, or when the admin has read it and saved again
 */
export async function clashOf(web: WebContext, form: Form, except?: GroupId): Promise<string[] | undefined> {
  const name = text(form, 'name');
  if (name.trim() === '' || text(form, 'nameSeen') === name) return undefined;
  const clashes = await listNameClashes(web.context.db, name, except);
  if (clashes.length === 0) return undefined;
  return clashes.map(({ application, group }) =>
    group === undefined
      ? `${application} keeps a group of this name whose group here was deleted.`
      : `${application} has a group of this name, kept in step with ${group}.`,
  );
}

async function showForm(
  web: WebContext,
  request: Request,
  response: Response,
  form: Form,
  problem?: FormProblem,
  clash?: readonly string[],
): Promise<void> {
  const application = await applicationFrom(web, form);
  const page = (
    <NewGroupPage
      chrome={await chromeOf(web, request)}
      values={groupInput(form)}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
      {...(application === undefined ? {} : { application: application.slug })}
      {...(clash === undefined ? {} : { clash })}
    />
  );
  render(response, page, problem?.status ?? 200);
}
