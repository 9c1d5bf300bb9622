import type { VNode } from 'preact';
import { AdminLayout } from '../../../layout/admin';
import type { Chrome } from '../../../layout/chrome';
import { AppLogo } from '../../../parts/app-logo';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Field } from '../../../parts/field';
import { BookmarkField, IMAGE_ACCEPT, IMAGE_HELP, NameFields, PortalCheck, VariableFields } from '../general-fields';
import type { NewApplicationProps } from '../props';

/** The wizard (M-030 to M-038). */
export function NewApplicationPage(props: NewApplicationProps & { readonly chrome: Chrome }): VNode {
  const { chrome, connector, values, errors } = props;
  return (
    <AdminLayout
      chrome={chrome}
      title={`Add ${connector.label}`}
      nav="applications"
      crumbs={[
        { label: 'SSO Applications', href: '/admin/applications' },
        { label: 'Add New Application', href: '/admin/applications/new' },
        { label: connector.label },
      ]}
      problem={Object.keys(errors).length > 0}
    >
      <div class="who">
        <AppLogo label={connector.label} id={connector.id} />
        <h1>Add {connector.label}</h1>
      </div>
      <ErrorSummary errors={errors} />
      {connector.prerequisites.length === 0 ? null : <Prerequisites sentences={connector.prerequisites} />}
      <form class="card tight" method="post" action="/admin/applications" enctype="multipart/form-data">
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="connectorId" value={connector.id} />
        <header>
          <h2>General Info</h2>
        </header>
        <div class="body stack s4">
          <NameFields values={values} errors={errors} />
          <VariableFields variables={connector.variables} values={values} errors={errors} />
          {connector.bookmark ? <BookmarkField value={values.bookmarkUrl} error={errors['bookmarkUrl']} /> : null}
          <Field
            name="image"
            label="User Portal Image"
            type="file"
            required={false}
            accept={IMAGE_ACCEPT}
            help={props.imageAgain ? `Choose the image again, it was not kept. ${IMAGE_HELP}` : IMAGE_HELP}
            error={errors['image']}
          />
          <PortalCheck values={values} />
          {connector.hasSaml ? <Advanced {...props} /> : null}
        </div>
        <footer>
          <a class="btn" href="/admin/applications/new">
            Cancel
          </a>
          <button class="btn main push">Save Application</button>
        </footer>
      </form>
    </AdminLayout>
  );
}

function Prerequisites({ sentences }: { readonly sentences: readonly string[] }): VNode {
  return (
    <section class="card tight" aria-labelledby="before">
      <header>
        <h2 id="before">Before you start</h2>
      </header>
      <div class="body">
        <ul class="bullets small">
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Advanced({ values, ssoUrlPrefix, defaultSlug, errors }: NewApplicationProps): VNode {
  return (
    <details open={errors['slug'] !== undefined || values.slug !== ''}>
      <summary class="btn small">Advanced Settings</summary>
      <div class="stack s3">
        <Field
          name="slug"
          label="SSO IdP URL"
          value={values.slug}
          required={false}
          exact
          autocomplete="off"
          maxLength={64}
          prefix={ssoUrlPrefix}
          placeholder={defaultSlug}
          help={`Left empty it becomes ${ssoUrlPrefix}${defaultSlug}.`}
          error={errors['slug']}
        />
        <Banner kind="warn" title="The SSO IdP URL can’t be changed later">
          To change it, the application has to be deleted and added again.
        </Banner>
      </div>
    </details>
  );
}
