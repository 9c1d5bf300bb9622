import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { REQUEST_LIMITS, type AccessRequestState } from '../../../src/core/portal/access-request';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Facts, type Fact } from '../../parts/facts';
import { Check, Field, Select } from '../../parts/field';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';
import { counted, listed } from '../../parts/words';
import { RequestBadge } from './index';

/** A group that has the application, and what else it gives. */
export interface GroupChoice {
  readonly id: string;
  readonly name: string;
  readonly people: number;
  readonly alsoGives: readonly string[];
}

/** What the page of one request shows. */
export interface RequestPageProps {
  readonly chrome: Chrome;
  readonly id: string;
  readonly person: { readonly name: string; readonly username: string; readonly href: string };
  readonly wanted: string;
  readonly reason: string;
  readonly state: AccessRequestState;
  readonly createdAt: number;
  readonly decided?: { readonly by: string; readonly at: number; readonly answer?: string };
  /** The application that is meant, once it is known, with the groups that have it. */
  readonly application?: {
    readonly id: string;
    readonly label: string;
    readonly href: string;
    readonly active: boolean;
    /** The person has it by now. */
    readonly granted: boolean;
    readonly groups: readonly GroupChoice[];
  };
  /** To choose from, where the person's words do not say it. */
  readonly applications?: readonly { readonly slug: string; readonly label: string }[];
  /** The admin may decide. */
  readonly mayDecide: boolean;
  /** What was typed into the form that was refused. */
  readonly typed?: { readonly form: 'grant' | 'decline'; readonly how: string; readonly answer: string };
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** One request: who asks for what and why, and the ways to answer. */
export function RequestPage(props: RequestPageProps): VNode {
  const { chrome, person, wanted, errors = {}, message, state, application } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  const open = state === 'open';
  return (
    <AdminLayout
      chrome={chrome}
      title={`${person.name} asks for ${wanted}`}
      nav="requests"
      crumbs={[{ label: 'Requests for access', href: '/admin/requests' }, { label: person.name }]}
      problem={problem}
    >
      <h1>
        <bdi>{person.name}</bdi> asks for <bdi>{wanted}</bdi>
      </h1>
      <ErrorSummary errors={errors} message={message} />
      <Card id="request" title="The request" badge={<RequestBadge state={state} />}>
        <Facts facts={factsOf(props)} />
      </Card>
      {open && props.mayDecide ? (
        <>
          {props.applications === undefined ? null : <Choose {...props} applications={props.applications} />}
          {application === undefined ? null : <GiveAccess {...props} application={application} />}
          <Decline {...props} />
        </>
      ) : null}
      {open && !props.mayDecide ? (
        <Banner kind="info" title="An admin decides">
          Your role reads requests and does not answer them.
        </Banner>
      ) : null}
    </AdminLayout>
  );
}

function factsOf({ chrome, person, reason, createdAt, decided, application, applications }: RequestPageProps): Fact[] {
  return [
    {
      term: 'Person',
      value: (
        <>
          <a href={safeHref(person.href)}>
            <bdi>{person.name}</bdi>
          </a>{' '}
          <bdi class="muted">{person.username}</bdi>
        </>
      ),
    },
    ...(application === undefined || applications !== undefined
      ? []
      : [
          {
            term: 'Application',
            value: (
              <a href={safeHref(application.href)}>
                <bdi>{application.label}</bdi>
              </a>
            ),
          },
        ]),
    { term: 'Why', value: <bdi class="wrap-any">{reason}</bdi> },
    { term: 'Asked', value: <Time at={createdAt} now={chrome.now} /> },
    ...(decided === undefined
      ? []
      : [
          {
            term: 'Answered',
            value: (
              <>
                <Time at={decided.at} now={chrome.now} /> by <bdi>{decided.by}</bdi>
              </>
            ),
          },
          ...(decided.answer === undefined
            ? []
            : [{ term: 'Answer', value: <bdi class="wrap-any">{decided.answer}</bdi> }]),
        ]),
  ];
}

type WithApplications = RequestPageProps & { readonly applications: NonNullable<RequestPageProps['applications']> };

function Choose({ id, application, applications }: WithApplications): VNode {
  return (
    <Card
      id="meant"
      title="Which application is meant?"
      lead="The person wrote it in their own words. Choose one to see how to give it."
    >
      <form method="get" action={`/admin/requests/${encodeURIComponent(id)}`} class="stack s4 tight">
        <Select
          name="application"
          label="Application"
          value={applications.find(({ label }) => label === application?.label)?.slug}
          options={[{ value: '', label: 'Choose' }, ...applications.map(({ slug, label }) => ({ value: slug, label }))]}
        />
        <div class="row">
          <button class="btn">Show how to give it</button>
        </div>
      </form>
    </Card>
  );
}

type WithApplication = RequestPageProps & { readonly application: NonNullable<RequestPageProps['application']> };

function GiveAccess({ chrome, id, application, typed, errors = {} }: WithApplication): VNode {
  const form = typed?.form === 'grant' ? typed : undefined;
  const first = application.groups[0]?.id ?? 'direct';
  const how = form?.how ?? first;
  return (
    <Card id="give" title="Give access" lead="The person is told, in their own language.">
      {application.granted ? (
        <Banner kind="info" title="The person has it by now">
          Granting answers the request, and adds nothing unless you choose a group.
        </Banner>
      ) : null}
      {application.active ? null : (
        <Banner kind="warn" title="Sign-on is not active for this application">
          The person will not see it before it is.
        </Banner>
      )}
      <form method="post" action={`/admin/requests/${encodeURIComponent(id)}/grant`} class="stack s4">
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="application" value={application.id} />
        <fieldset class="stack s3" id="f-how">
          <legend>How</legend>
          {application.groups.map((group) => (
            <Check
              type="radio"
              name="how"
              value={group.id}
              checked={how === group.id}
              label={
                <>
                  Join the group <bdi>{group.name}</bdi>
                </>
              }
              help={
                group.alsoGives.length === 0
                  ? `${counted(group.people, 'member')}. It gives nothing else.`
                  : `${counted(group.people, 'member')}. It also gives ${listed(group.alsoGives)}.`
              }
            />
          ))}
          <Check
            type="radio"
            name="how"
            value="direct"
            checked={how === 'direct'}
            label={
              <>
                Give <bdi>{application.label}</bdi> to this person alone
              </>
            }
            help="It stays with them until somebody takes it back."
          />
          {errors['how'] === undefined ? null : <span class="error">{errors['how']}</span>}
        </fieldset>
        <Field
          name="answer"
          id="grant-answer"
          label="Answer"
          help="The person reads it."
          rows={2}
          required={false}
          maxLength={REQUEST_LIMITS.answer}
          value={form?.answer}
          error={form === undefined ? undefined : errors['answer']}
        />
        <div class="row">
          <button class="btn main">Give access</button>
        </div>
      </form>
    </Card>
  );
}

function Decline({ chrome, id, typed, errors = {} }: RequestPageProps): VNode {
  const form = typed?.form === 'decline' ? typed : undefined;
  return (
    <Card id="decline" title="Decline">
      <form method="post" action={`/admin/requests/${encodeURIComponent(id)}/decline`} class="stack s4">
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="answer"
          label="Why not, or what to do instead"
          help="The person reads it."
          rows={2}
          required
          maxLength={REQUEST_LIMITS.answer}
          value={form?.answer}
          error={form === undefined ? undefined : errors['answer']}
        />
        <div class="row">
          <button class="btn">Decline the request</button>
        </div>
      </form>
    </Card>
  );
}
