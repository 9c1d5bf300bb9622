import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { Pager } from '../../../../parts/pager';
import { safeHref, withQuery } from '../../../../parts/safe-href';
import { SearchBox } from '../../../../parts/search-box';
import { counted, figure } from '../../../../parts/words';
import type { FrameProps } from '../../props';
import { idmPath } from '../sync';
import type { ImportList, ImportRow } from './props';

/** The buttons stand before the form they belong to. */
const FORM = 'import-choice';

interface ListProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly list: ImportList;
}

/** The users of the application, with what is chosen. Only New ones can be; what is chosen is kept from page to page. */
export function ImportTable({ chrome, frame, list }: ListProps): VNode {
  const { rows, total, q, newOnly, page, pageSize } = list;
  const path = `${idmPath(frame)}/import`;
  const fresh = newOnly ? '1' : undefined;
  const to = (number: number): string =>
    `${withQuery(path, { q, new: fresh, page: number === 1 ? undefined : number })}#users`;
  const first = (page - 1) * pageSize + 1;
  return (
    <Card
      id="users"
      title="Users"
      end={
        <div class="row">
          <SearchBox id="import-search" action={path} label="Search users" value={q} keep={{ new: fresh }} />
          <a
            class="btn small"
            href={`${withQuery(path, { q, new: newOnly ? undefined : 1 })}#users`}
            aria-current={newOnly ? 'true' : undefined}
          >
            New Users-only: {newOnly ? 'on' : 'off'}
          </a>
        </div>
      }
      bare
    >
      {rows.length === 0 ? null : <Buttons list={list} />}
      {rows.length === 0 ? (
        <Empty
          icon="user"
          title="Nobody here"
          text={q === undefined ? 'The application has no users.' : 'Nobody was found.'}
        />
      ) : (
        <form id={FORM} method="post" action={`${path}/choice`}>
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="q" value={q ?? ''} />
          <input type="hidden" name="new" value={fresh ?? ''} />
          <input type="hidden" name="page" value={String(page)} />
          <input type="hidden" name="shown" value={rows.map(({ place }) => place).join(',')} />
          <table class="table fold">
            <caption class="vh">Users of {frame.label} and whether they were imported</caption>
            <thead>
              <tr>
                <th scope="col">
                  <span class="vh">Choose</span>
                </th>
                <th scope="col">User</th>
                <th scope="col">Import status</th>
                <th scope="col" class="w-half">
                  Here
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row row={row} />
              ))}
            </tbody>
          </table>
        </form>
      )}
      <Pager
        summary={
          rows.length === 0
            ? 'Nobody'
            : `Showing ${figure(first)} to ${figure(first + rows.length - 1)} of ${counted(total, 'user')}`
        }
        previous={page > 1 ? to(page - 1) : undefined}
        next={page * pageSize < total ? to(page + 1) : undefined}
      />
    </Card>
  );
}

/** `import` counts what is ticked on this page and what was kept on others. */
function Buttons({ list }: { readonly list: ImportList }): VNode {
  return (
    <div class="body row">
      <button class="btn main" name="action" value="import" form={FORM}>
        import
      </button>
      <button class="btn small" name="action" value="keep" form={FORM}>
        Keep selection
      </button>
      <button class="btn small" name="action" value="all" form={FORM}>
        Select all {list.q === undefined ? figure(list.fresh) : 'found'} New
      </button>
      <button class="btn small quiet" name="action" value="none" form={FORM}>
        Clear selection
      </button>
      <span class="muted small">
        {figure(list.chosen)} selected, {figure(list.fresh)} New, {figure(list.imported)} Imported. Keep the selection
        before you turn the page.
      </span>
    </div>
  );
}

function Row({ row }: { readonly row: ImportRow }): VNode {
  const { place, name, username, email, status, chosen } = row;
  const shown = name === '' ? username : name;
  const fresh = status === 'new';
  return (
    <tr class={fresh ? undefined : 'muted'}>
      <td>
        <label class="check tick">
          <input type="checkbox" name="item" value={String(place)} checked={fresh && chosen} disabled={!fresh} />
          <span class="vh">Choose {shown}</span>
        </label>
      </td>
      <td>
        <b>
          <bdi>{shown}</bdi>
        </b>
        <small>
          <bdi>{username}</bdi>
          {email === undefined || email === username ? null : (
            <>
              {' · '}
              <bdi>{email}</bdi>
            </>
          )}
        </small>
      </td>
      <td data-th="Import status">
        <span>
          <Badge kind={fresh ? 'wait' : 'ok'}>{fresh ? 'New' : 'Imported'}</Badge>
        </span>
      </td>
      <td data-th="Here">
        <Here row={row} shown={shown} />
      </td>
    </tr>
  );
}

function Here({ row, shown }: { readonly row: ImportRow; readonly shown: string }): VNode {
  const { person, matches, choices, sentence, place } = row;
  return (
    <div class="reason">
      {person === undefined ? null : (
        <p>
          <a href={safeHref(person.href)}>
            <bdi>{person.name}</bdi>
          </a>
        </p>
      )}
      {matches === undefined ? null : (
        <p>
          Matches <bdi>{matches}</bdi>: the account is linked, nobody is created.
        </p>
      )}
      {choices === undefined ? null : (
        <>
          <p>Matches in its username or its email alone. Another person with them can’t be created.</p>
          <label class="vh" for={`link-${place}`}>
            Whose account {shown} is
          </label>
          <select class="input slim" id={`link-${place}`} name={`link.${place}`}>
            <option value="">Choose whose account it is</option>
            {choices.map(({ id, name, chosen }) => (
              <option value={id} selected={chosen}>
                Link to {name}
              </option>
            ))}
          </select>
        </>
      )}
      {sentence === undefined ? null : <p>{sentence}</p>}
    </div>
  );
}
