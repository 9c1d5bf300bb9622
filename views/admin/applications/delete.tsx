import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { AppLogo } from '../../parts/app-logo';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { counted, figure, listed } from '../../parts/words';
import type { DeleteApplicationsProps } from './props';

type Doomed = DeleteApplicationsProps['applications'][number];

/** The question before applications are deleted, with the number to type (M-207, M-208, A-17). */
export function DeleteApplicationsPage(props: DeleteApplicationsProps & { readonly chrome: Chrome }): VNode {
  const { chrome, applications, typed, errors } = props;
  const title = applications.length === 1 ? 'Delete Application' : `Delete ${figure(applications.length)} applications`;
  return (
    <AdminLayout
      chrome={chrome}
      title={title}
      nav="applications"
      crumbs={[{ label: 'SSO Applications', href: '/admin/applications' }, { label: title }]}
      problem={Object.keys(errors).length > 0}
    >
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      <StillActive applications={applications} />
      <form class="card tight" method="post" action="/admin/applications/deletion" aria-labelledby="what">
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2 id="what">What is deleted</h2>
        </header>
        <table class="table fold">
          <caption class="vh">Applications to delete</caption>
          <thead>
            <tr>
              <th scope="col">Application</th>
              <th scope="col">Still active</th>
              <th scope="col" class="num">
                People
              </th>
            </tr>
          </thead>
          <tbody>
            {applications.map((application) => (
              <Row application={application} />
            ))}
          </tbody>
        </table>
        <div class="body stack s4">
          <ul class="bullets small">
            <li>The tile disappears and nobody can sign on through Passo any more.</li>
            <li>Settings and certificates are deleted for good. Events stay in Directory Insights.</li>
            <li>
              Accounts in the applications are not touched. Remove the integration there as well: people may lose access
              if it is removed on one side alone.
            </li>
          </ul>
          <Field
            name="count"
            label="Enter the number of the applications you are deleting"
            value={typed}
            inputMode="numeric"
            autocomplete="off"
            required
            error={errors['count']}
          />
        </div>
        <footer>
          <a class="btn" href="/admin/applications">
            Cancel
          </a>
          <button class="btn danger push">Delete Application</button>
        </footer>
      </form>
    </AdminLayout>
  );
}

function StillActive({ applications }: Pick<DeleteApplicationsProps, 'applications'>): VNode | null {
  const active = applications.filter((application) => application.idmActive);
  if (active.length === 0) return null;
  const names = listed(active.map((application) => application.label));
  return (
    <Banner kind="warn" title={`Identity Management is still active for ${names}`}>
      Deleting deactivates it without telling the application: accounts that are active there stay active.
    </Banner>
  );
}

function Row({ application }: { readonly application: Doomed }): VNode {
  const { id, label, people, ssoActive, idmActive } = application;
  return (
    <tr>
      <td>
        <input type="hidden" name="id" value={id} />
        <div class="who">
          <AppLogo label={label} id={id} tiny />
          <b>
            <bdi>{label}</bdi>
          </b>
        </div>
      </td>
      <td data-th="Still active">
        <span class="row s2">
          {ssoActive ? <Badge kind="ok">{application.bookmark ? 'Bookmark' : 'SSO'}</Badge> : null}
          {idmActive ? <Badge kind="ok">Identity Management</Badge> : null}
          {ssoActive || idmActive ? null : <span class="muted">Nothing</span>}
        </span>
      </td>
      <td class="num" data-th="People">
        {counted(people, 'person loses', 'people lose')} access
      </td>
    </tr>
  );
}
