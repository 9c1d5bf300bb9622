import { Router, type Request, type Response } from 'express';
import { DeleteGroupPage } from '../../../../views/admin/groups/confirm-delete';
import type { GroupValues } from '../../../../views/admin/groups/group-form';
import { GroupDetailsPage } from '../../../../views/admin/groups/show-details';
import { deleteGroup } from '../../../actions/groups/delete';
import { updateGroup } from '../../../actions/groups/save';
import type { Group } from '../../../core/group';
import { fold } from '../../../core/ids';
import { formOf, ticked } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, type FormProblem } from '../form';
import { lossesWithout } from './effects';
import { groupOf, summaryOf } from './frame';
import { clashOf, groupInput } from './list';

/** A group's name and description, and its end. */
export function groupDetailsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/groups/:id', async (request, response) => {
    const group = await groupOf(web, request);
    await show(web, request, response, group, {
      name: group.name,
      description: group.description ?? '',
      secondFactor: group.secondFactor,
    });
  });
  router.post('/admin/groups/:id', async (request, response) => {
    const group = await groupOf(web, request);
    const form = formOf(request);
    const input = { ...groupInput(form), secondFactor: ticked(form, 'secondFactor') };
    const clash = fold(input.name) === fold(group.name) ? undefined : await clashOf(web, formOf(request), group.id);
    if (clash !== undefined) return show(web, request, response, group, input, undefined, clash);
    let after: Group;
    try {
      after = await updateGroup(web.context, actorOf(request), group.id, input);
    } catch (error) {
      return show(web, request, response, group, input, formProblem(error));
    }
    redirectWith(request, response, `/admin/groups/${group.id}`, { kind: 'ok', title: `${after.name} is saved` });
  });
  router.get('/admin/groups/:id/deletion', async (request, response) => {
    const group = await groupOf(web, request);
    render(
      response,
      <DeleteGroupPage
        chrome={await chromeOf(web, request)}
        group={await summaryOf(web, group)}
        effects={await lossesWithout(web, group)}
      />,
    );
  });
  router.post('/admin/groups/:id/deletion', async (request, response) => {
    const group = await groupOf(web, request);
    await deleteGroup(web.context, actorOf(request), group.id);
    redirectWith(request, response, '/admin/groups', { kind: 'ok', title: `${group.name} is deleted` });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  group: Group,
  values: GroupValues,
  problem?: FormProblem,
  clash?: readonly string[],
): Promise<void> {
  const page = (
    <GroupDetailsPage
      chrome={await chromeOf(web, request)}
      group={await summaryOf(web, group)}
      values={values}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
      {...(clash === undefined ? {} : { clash })}
    />
  );
  render(response, page, problem?.status ?? 200);
}
