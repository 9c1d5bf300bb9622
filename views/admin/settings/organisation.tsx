import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { labelOf } from '../../../src/core/attributes';
import { EDITABLE_FIELDS } from '../../../src/core/portal/branding';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Facts } from '../../parts/facts';
import { Check, Field } from '../../parts/field';
import { safeHref } from '../../parts/safe-href';
import { SettingsFrame } from './frame';

/** What the page of the organisation shows. */
export interface OrganisationPageProps {
  readonly chrome: Chrome;
  readonly values: Readonly<Record<string, string>>;
  readonly editable: readonly string[];
  /** The address Passo was started with, and what the browser shows. */
  readonly address: {
    readonly baseUrl: string;
    readonly browserUrl: string;
    /** A proxy told an address that Passo was not told to believe, or told none. */
    readonly proxy?: 'not-trusted' | 'silent';
  };
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Name, logo and contact of the organisation, what people may edit, and whether the address is right. */
export function OrganisationPage(props: OrganisationPageProps): VNode {
  const { chrome, errors = {}, message } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <SettingsFrame chrome={chrome} part="organisation" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <About {...props} />
      <Logo {...props} />
      <Address address={props.address} />
    </SettingsFrame>
  );
}

function About({ chrome, values, editable, errors = {} }: OrganisationPageProps): VNode {
  const field = (name: string): { name: string; value: string | undefined; error: string | undefined } => ({
    name,
    value: values[name],
    error: errors[name],
  });
  return (
    <form method="post" action="/admin/settings/organisation" class="stack s5">
      <CsrfField token={chrome.csrfToken} />
      <Card id="about" title="Organisation" lead="People see it when they sign in.">
        <Field {...field('name')} label="Name" required maxLength={128} autocomplete="organization" />
        <Field
          {...field('signInNote')}
          label="Sentence on the sign-in page"
          help="Such as who may sign in, or where to get help. Everybody can read it, signed in or not."
          rows={2}
          required={false}
          maxLength={300}
        />
      </Card>
      <Card id="contact" title="Whom people ask" lead="Shown under Help in the User Portal.">
        <Field {...field('contactName')} label="Name" help="A person or a team." required={false} maxLength={128} />
        <Field {...field('contactMail')} label="Email" type="email" required={false} maxLength={254} />
        <Field {...field('contactPhone')} label="Phone" type="tel" required={false} maxLength={40} />
        <Field {...field('contactLink')} label="Website" type="url" required={false} maxLength={500} />
      </Card>
      <Card
        id="editable"
        title="What people may edit themselves"
        lead="On their Profile. What they change goes to the applications that get it, as if you had changed it."
      >
        <fieldset class="stack s3">
          <legend class="vh">Fields that people may edit</legend>
          {EDITABLE_FIELDS.map((name) => (
            <Check name="editable" value={name} label={labelOf(name)} checked={editable.includes(name)} />
          ))}
        </fieldset>
        <p class="small muted">
          Everybody chooses the language of their own pages. Username, email, department and employee ID stay with
          admins: applications know people by them.
        </p>
      </Card>
      <div class="row">
        <button class="btn main">Save</button>
      </div>
    </form>
  );
}

function Logo({ chrome, errors = {} }: OrganisationPageProps): VNode {
  const { logo } = chrome;
  return (
    <Card
      id="logo"
      title="Logo"
      lead="Stands in place of the mark of Passo when people sign in, and in their portal."
      badge={logo === undefined ? <Badge kind="off">None</Badge> : <Badge kind="ok">Set</Badge>}
    >
      {logo === undefined ? null : (
        <p>
          <span class="brand own">
            <img src={safeHref(logo)} alt={`Logo of ${chrome.organisation}`} />
          </span>
        </p>
      )}
      <form
        method="post"
        action="/admin/settings/organisation/logo"
        enctype="multipart/form-data"
        class="stack s4 tight"
      >
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="image"
          label="Image"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          help="PNG, JPEG or WebP, 512 KB at most. It is seen on white and on dark ground."
          required
          error={errors['image']}
        />
        <div class="row">
          <button class="btn">Use this logo</button>
        </div>
      </form>
      {logo === undefined ? null : (
        <form method="post" action="/admin/settings/organisation/logo" class="row">
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="remove" value="on" />
          <button class="btn">Remove the logo</button>
        </form>
      )}
    </Card>
  );
}

function Address({ address: { baseUrl, browserUrl, proxy } }: Pick<OrganisationPageProps, 'address'>): VNode {
  const plain = baseUrl.startsWith('http:');
  const fits = baseUrl === browserUrl && proxy === undefined;
  return (
    <Card
      id="address"
      title="Address of Passo"
      lead="Applications are given this address. It is set where Passo is started."
      badge={fits && !plain ? <Badge kind="ok">Right</Badge> : <Badge kind="warn">Look at this</Badge>}
    >
      <Facts
        facts={[
          { term: 'PASSO_BASE_URL', value: <code class="wrap-any">{baseUrl}</code> },
          { term: 'Your browser', value: <code class="wrap-any">{browserUrl}</code> },
        ]}
      />
      {baseUrl === browserUrl ? null : (
        <Banner kind="warn" title="The address in your browser is another one">
          People who sign in at one address are not signed in at the other. Open Passo at PASSO_BASE_URL, or correct it
          and start Passo again before you connect an application.
        </Banner>
      )}
      {proxy === 'not-trusted' ? (
        <Banner kind="warn" title="A proxy stands in front, and Passo does not believe it">
          Set PASSO_TRUST_PROXY to the number of proxies, or addresses of people in events are those of the proxy.
        </Banner>
      ) : null}
      {proxy === 'silent' ? (
        <Banner kind="warn" title="The proxy in front does not say how people reach it">
          Let it send X-Forwarded-Proto and X-Forwarded-For, and set PASSO_TRUST_PROXY to the number of proxies.
        </Banner>
      ) : null}
      {plain ? (
        <Banner kind="warn" title="This address has no encryption">
          Passwords and sign-ons travel readable over http. Use https for anything beyond a trial.
        </Banner>
      ) : null}
    </Card>
  );
}
