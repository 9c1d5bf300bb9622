import type { VNode } from 'preact';
import { AdminLayout } from '../../../layout/admin';
import type { Chrome } from '../../../layout/chrome';
import { Banner } from '../../../parts/banner';
import type { CreatedProps } from '../props';

/** The application is saved: configure it now or later, and nothing else (M-039). */
export function CreatedPage({
  chrome,
  label,
  configureHref,
  state,
}: CreatedProps & { readonly chrome: Chrome }): VNode {
  return (
    <AdminLayout
      chrome={chrome}
      title={`${label} was added`}
      nav="applications"
      crumbs={[{ label: 'SSO Applications', href: '/admin/applications' }, { label }]}
    >
      <section class="card tight" aria-labelledby="created">
        <header>
          <h1 id="created">
            <bdi>{label}</bdi> was added
          </h1>
        </header>
        <div class="body stack s4">
          <Banner kind={state.ready ? 'ok' : 'warn'} title={state.title} role="status">
            {state.text}
          </Banner>
          <p class="small">Configure it now, or close this page and configure it later from Configured Applications.</p>
          <div class="row">
            <a class="btn main" href={configureHref}>
              Configure Application
            </a>
            <a class="btn" href="/admin/applications">
              Close
            </a>
          </div>
        </div>
      </section>
    </AdminLayout>
  );
}
