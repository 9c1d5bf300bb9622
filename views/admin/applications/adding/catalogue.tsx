import type { VNode } from 'preact';
import { AdminLayout } from '../../../layout/admin';
import type { Chrome } from '../../../layout/chrome';
import { AppLogo } from '../../../parts/app-logo';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { ErrorSummary } from '../../../parts/error-summary';
import { fieldId } from '../../../parts/field';
import { SearchBox } from '../../../parts/search-box';
import type { CatalogueProps, CatalogueRow } from '../props';

/** The catalogue: search, select, Next (M-020, M-021, M-023, M-029). */
export function CataloguePage(props: CatalogueProps & { readonly chrome: Chrome }): VNode {
  const { chrome, q, matched, rows, error } = props;
  return (
    <AdminLayout
      chrome={chrome}
      title="Add New Application"
      nav="applications"
      crumbs={[{ label: 'SSO Applications', href: '/admin/applications' }, { label: 'Add New Application' }]}
      problem={error !== undefined}
    >
      <div class="row">
        <h1>Add New Application</h1>
        <span class="end">
          <SearchBox id="q" action="/admin/applications/new" label="Search the catalogue" value={q} />
        </span>
      </div>
      <ErrorSummary errors={error === undefined ? {} : { connector: error }} />
      {matched ? null : (
        <Banner kind="info" title={`No connector is called “${q}”`}>
          Add it as Custom: the applications below take values of your own.
        </Banner>
      )}
      <form class="card" action="/admin/applications/new" aria-label="Catalogue">
        {q === '' ? null : <input type="hidden" name="q" value={q} />}
        <table class="table fold">
          <caption class="vh">Applications of the catalogue</caption>
          <thead>
            <tr>
              <th scope="col" class="w-most">
                Application
              </th>
              <th scope="col">Supported Functionality</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Row row={row} first={index === 0} />
            ))}
          </tbody>
        </table>
        <footer>
          <a class="btn" href="/admin/applications">
            Cancel
          </a>
          <button class="btn main push" name="next" value="1">
            Next
          </button>
        </footer>
      </form>
    </AdminLayout>
  );
}

function Row({ row, first }: { readonly row: CatalogueRow; readonly first: boolean }): VNode {
  const id = first ? fieldId('connector') : `connector-${row.id}`;
  return (
    <tr>
      <td>
        <label class="check" for={id}>
          <input type="radio" id={id} name="connector" value={row.id} required />
          <AppLogo label={row.label} id={row.id} />
          <span>
            <b>{row.label}</b>
            <span class="sub">{row.summary}</span>
          </span>
        </label>
      </td>
      <td data-th="Supported Functionality">
        <span class="row s2">
          {row.functionality.map((word) => (
            <Badge kind="plain">{word}</Badge>
          ))}
          {row.beta ? <Badge kind="plain">Beta</Badge> : null}
          {row.functionality.length === 0 ? <span class="muted">As you set it up</span> : null}
        </span>
      </td>
    </tr>
  );
}
