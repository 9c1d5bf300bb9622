import { AppError } from '../../core/errors';
import type { ApplicationId, GroupId } from '../../core/ids';
import { listApplications } from '../../store/applications';
import { listGroups } from '../../store/groups';
import { deleteApplications } from '../applications/delete';
import type { Actor, Deps } from '../deps';
import { deleteGroup } from '../groups/delete';
import { considerApplication, foldedName, type Coming, type Considered } from './apply-application';
import { considerGroup, considerSettings, considerUser } from './apply-others';
import type { FieldChange } from './changes';
import { FORMS, keyOf, type ConfigDocument, type Kind } from './documents';
import type { FileObject } from './read';
import type { ReadSecret } from './secret-source';

/** What became of one object, or would. */
export interface ObjectReport {
  readonly kind: Kind;
  /** A slug, or a name. */
  readonly name: string;
  readonly line?: number;
  readonly action: 'create' | 'update' | 'delete' | 'none' | 'failed';
  readonly changes: readonly FieldChange[];
  readonly notes: readonly string[];
  /** Why it could not be applied: nothing of it was kept. */
  readonly fault?: string;
}

/** How a file is applied. */
export interface ApplyOptions {
  /** Only say what would change. */
  readonly planOnly: boolean;
  /** Delete user groups and applications that are not in the file. */
  readonly prune: boolean;
  /** How many are to be deleted, as typed; another number refuses them all. */
  readonly confirmed?: string;
  readonly readSecret: ReadSecret;
}

const ORDER = Object.keys(FORMS) as Kind[];

/**
 * Brings the installation to what a file asks for, or says what that would change. Each object is applied as a whole or
 * not at all, by the same actions as the pages, so that their guards count: many removals wait for an admin as always.
 * @returns one report for each object, in the order in which they were applied
 * @throws AppError invalid when objects were to be deleted and the number was not confirmed; nothing was changed then
 */
export async function applyObjects(
  deps: Deps,
  actor: Actor,
  objects: readonly FileObject[],
  options: ApplyOptions,
): Promise<ObjectReport[]> {
  const sorted = [...objects].sort(
    (one, other) => ORDER.indexOf(one.document.kind) - ORDER.indexOf(other.document.kind),
  );
  const doomed = options.prune ? await listDoomed(deps, sorted) : [];
  if (!options.planOnly) demandConfirmation(doomed.length, options.confirmed);
  const coming: Coming = {
    groups: namesOf(sorted, 'UserGroup'),
    users: namesOf(sorted, 'User'),
    planOnly: options.planOnly,
  };
  const reports: ObjectReport[] = [];
  for (const object of sorted) reports.push(await applyOne(deps, actor, object, options, coming));
  for (const one of doomed) reports.push(await removeOne(deps, actor, one, options.planOnly));
  return reports;
}

async function applyOne(
  deps: Deps,
  actor: Actor,
  { document, line }: FileObject,
  { planOnly, readSecret }: ApplyOptions,
  coming: Coming,
): Promise<ObjectReport> {
  const name =
    document.kind === 'UserGroup' ? document.name : document.kind === 'User' ? document.username : keyOf(document);
  const report = { kind: document.kind, name, line };
  try {
    const { action, changes, notes, apply } = await consider(deps, actor, document, readSecret, coming);
    if (!planOnly && action !== 'none') await apply();
    return { ...report, action, changes, notes };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...report, action: 'failed', changes: [], notes: [], fault: faultOf(error) };
  }
}

function consider(
  deps: Deps,
  actor: Actor,
  document: ConfigDocument,
  readSecret: ReadSecret,
  coming: Coming,
): Promise<Considered> {
  switch (document.kind) {
    case 'Settings':
      return considerSettings(deps, actor, document);
    case 'User':
      return considerUser(deps, actor, document);
    case 'UserGroup':
      return considerGroup(deps, actor, document, coming);
    case 'Application':
      return considerApplication(deps, actor, document, readSecret, coming);
  }
}

function faultOf(error: AppError): string {
  const fields = Object.entries(error.fields).map(([field, sentence]) => `${field}: ${sentence}`);
  return fields.length === 0 ? error.message : fields.join(' ');
}

function namesOf(objects: readonly FileObject[], kind: Kind): ReadonlySet<string> {
  return new Set(
    objects.filter(({ document }) => document.kind === kind).map(({ document }) => foldedName(keyOf(document))),
  );
}

type Doomed =
  | { readonly kind: 'UserGroup'; readonly id: GroupId; readonly name: string }
  | { readonly kind: 'Application'; readonly id: ApplicationId; readonly name: string };

/** Applications first: a group that is deleted before takes the access of its members first, one by one. */
async function listDoomed(deps: Deps, objects: readonly FileObject[]): Promise<Doomed[]> {
  const groups = namesOf(objects, 'UserGroup');
  const slugs = namesOf(objects, 'Application');
  const applications = (await listApplications(deps.db)).filter(({ slug }) => !slugs.has(slug));
  const others = (await listGroups(deps.db)).filter(({ name }) => !groups.has(foldedName(name)));
  return [
    ...applications.map(({ id, slug }): Doomed => ({ kind: 'Application', id, name: slug })),
    ...others.map(({ id, name }): Doomed => ({ kind: 'UserGroup', id, name })),
  ];
}

function demandConfirmation(count: number, confirmed: string | undefined): void {
  if (count === 0 || confirmed === String(count)) return;
  throw new AppError(
    'invalid',
    `${count === 1 ? '1 object is' : `${count} objects are`} not in the file and would be deleted. Look at them with --plan --prune, then confirm with --yes ${count}. Nothing was changed.`,
  );
}

async function removeOne(deps: Deps, actor: Actor, one: Doomed, planOnly: boolean): Promise<ObjectReport> {
  const report = { kind: one.kind, name: one.name, changes: [], notes: [] };
  try {
    if (!planOnly && one.kind === 'Application') await deleteApplications(deps, actor, [one.id], '1');
    if (!planOnly && one.kind === 'UserGroup') await deleteGroup(deps, actor, one.id);
    return { ...report, action: 'delete' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...report, action: 'failed', fault: faultOf(error) };
  }
}
