import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import { fileProperty } from '../../core/user-file/columns';
import type { UserFile, UserFileChoice } from '../../core/user-file/file';
import { uncheckRows } from '../../store/files/user-file-rows';
import { saveUserFile } from '../../store/files/user-files';
import { findGroup } from '../../store/groups';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { checkSoon } from './check';
import { fileToChange, refuseIn } from './lease';
import { NO_NAMES } from './upload';

/**
 * Changes which column holds what and what becomes of the lines, and checks every line anew.
 * @throws AppError invalid, conflict when the import has begun, not_found, forbidden
 */
export async function chooseForFile(deps: Deps, actor: Actor, id: string, choice: UserFileChoice): Promise<void> {
  const file = await changeDirectory(deps.db, async (tx) => {
    const before = await fileToChange(tx, actor, id);
    if (before.state !== 'ready' && before.state !== 'checking') {
      return refuseIn('The import of this file has begun. Choose the file again to import it otherwise.');
    }
    if (choice.groupId !== undefined) {
      demandMay(actor, 'groups.write');
      if ((await findGroup(tx, choice.groupId)) === undefined) throw invalid({ groupId: 'This group is gone.' });
    }
    const columns = before.header.map((_, index) => choice.columns[index] ?? '');
    refuseColumns(before, columns);
    const { encoding, delimiter } = before.options;
    const { sentence: _, startedById: _before, ...rest } = before;
    const after: UserFile = {
      ...rest,
      state: 'checking',
      done: 0,
      options: compact<UserFile['options']>({
        ...{ ...choice, columns, encoding, delimiter, run: undefined, startedByKey: actor.keyId },
        // Without mail nobody gets a link by it.
        first: deps.mailer === undefined ? 'later' : choice.first,
      }),
      // Whoever changed it last is whose role counts.
      ...(actor.id === undefined ? {} : { startedById: actor.id }),
      startedBy: actor.name,
    };
    await saveUserFile(tx, after);
    await uncheckRows(tx, id);
    return after;
  });
  await checkSoon(deps, file);
}

function refuseColumns(file: UserFile, columns: readonly string[]): void {
  const fields: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    if (name === '') continue;
    const property = fileProperty(name);
    const first = columns.indexOf(name);
    if (property === undefined) fields[`column.${index}`] = 'Choose one of the list.';
    else if (first < index) {
      fields[`column.${index}`] = `${property.label} is held by the column ${file.header[first] ?? ''} already.`;
    }
  }
  if (!columns.includes('username') && !columns.includes('email')) fields['column.0'] ??= NO_NAMES;
  if (Object.keys(fields).length > 0) throw invalid(fields);
}
