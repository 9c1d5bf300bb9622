import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { AppLogo } from '../../parts/app-logo';
import { Badge } from '../../parts/badge';
import { Empty } from '../../parts/empty';
import { safeHref } from '../../parts/safe-href';
import { SearchBox } from '../../parts/search-box';
import { counted, figure } from '../../parts/words';
import { ProvisioningBadge, SsoBadge } from './badges';
import type { ApplicationRow, ApplicationsProps } from './props';

const ADD = '/admin/applications/new';

/** Configured Applications (M-027, M-028, M-040, M-041, M-044 to M-047). */
export function ApplicationsPage(props: ApplicationsProps & { readonly chrome: Chrome }): VNode {
  const { chrome, q, total, rows } = props;
  return (
    <AdminLayout chrome={chrome} title="SSO Applications" nav="applications" crumbs={[{ label: 'SSO Applications' }]}>
      <div class="row">
        <h1>Configured Applications</h1>
        <span class="end row">
          {total === 0 ? null : <SearchBox id="q" action="/admin/applications" label="Search applications" value={q} />}
          <a class="btn main" href={ADD}>
            + Add New Application
          </a>
        </span>
      </div>
      {rows.length === 0 ? (
        <section class="card" aria-label="Configured Applications">
          <Nothing q={q} total={total} />
        </section>
      ) : (
        <List {...props} />
      )}
    </AdminLayout>
  );
}

function Nothing({ q, total }: { readonly q: string; readonly total: number }): VNode {
  if (total === 0) {
    return (
      <Empty
        icon="apps"
        title="No applications yet"
        text="An application from the catalogue needs two or three values of yours; people sign on to it from the User Portal."
      >
        <a class="btn" href={ADD}>
          Open the catalogue
        </a>
      </Empty>
    );
  }
  return (
    <Empty
      icon="search"
      title={`No configured application matches “${q}”`}
      text="Search by another part of its name, or add it."
    >
      <a class="btn" href="/admin/applications">
        Show all {figure(total)}
      </a>
    </Empty>
  );
}

function List({ rows, q, total, matching = rows.length, first = 1, previous, next }: ApplicationsProps): VNode {
  const all = q === '' ? counted(total, 'application') : `${figure(matching)} of ${counted(total, 'application')}`;
  return (
    <form class="card" action="/admin/applications/deletion" aria-label="Configured Applications">
      <table class="table fold">
        <caption class="vh">Configured Applications</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="vh">Select for deletion</span>
            </th>
            <th scope="col" class="w-half">
              Application
            </th>
            <th scope="col">Status</th>
            <th scope="col" class="num">
              People
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} />
          ))}
        </tbody>
      </table>
      <footer>
        <span>
          {rows.length === matching ? all : `Showing ${figure(first)} to ${figure(first + rows.length - 1)} of ${all}`}
        </span>
        {previous === undefined ? null : (
          <a href={safeHref(previous)} rel="prev">
            Previous
          </a>
        )}
        {next === undefined ? null : (
          <a href={safeHref(next)} rel="next">
            Next
          </a>
        )}
        <button class="btn small push">
          Delete
          <span class="vh"> the selected applications</span>
        </button>
      </footer>
    </form>
  );
}

function Row({ row }: { readonly row: ApplicationRow }): VNode {
  return (
    <tr class="row-link">
      <td>
        <label class="check above">
          <input type="checkbox" name="id" value={row.id} />
          <span class="vh">Select {row.label}</span>
        </label>
      </td>
      <td>
        <div class="who">
          <AppLogo label={row.label} id={row.id} image={row.imageUrl} />
          <div>
            <b>
              <a class="stretch" href={`/admin/applications/${row.slug}/general`}>
                <bdi>{row.label}</bdi>
              </a>
            </b>
            <small>
              <bdi>{row.description ?? row.connectorLabel}</bdi>
            </small>
          </div>
        </div>
      </td>
      <td data-th="Status">
        <span class="row s2">
          <SsoBadge row={row} />
          <ProvisioningBadge state={row.provisioning} />
          {row.problems === 0 ? null : (
            <Badge kind="bad">{counted(row.problems, 'person needs', 'people need')} attention</Badge>
          )}
        </span>
      </td>
      <td class="num" data-th="People">
        {figure(row.people)}
      </td>
    </tr>
  );
}
