import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import { REQUEST_LIMITS, type AccessRequestState } from '../../src/core/portal/access-request';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Badge, type BadgeKind } from '../parts/badge';
import { Card } from '../parts/card';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { Named, NAME_PLACE } from '../parts/reading/named';
import { safeHref } from '../parts/safe-href';
import { Time } from '../parts/time';

/** A request as its person sees it. */
export interface OwnRequest {
  readonly id: string;
  /** What was asked for. */
  readonly wanted: string;
  readonly reason: string;
  readonly state: AccessRequestState;
  readonly createdAt: number;
  readonly decidedAt?: number;
  readonly answer?: string;
  /** Where the application opens, when it can be used now. */
  readonly href?: string;
}

/** What the page to ask for access shows. */
export interface RequestsPageProps {
  readonly chrome: Chrome;
  /** The application that refused the person, by the event of the refusal. */
  readonly known?: { readonly label: string; readonly event: string };
  readonly values?: { readonly wanted: string; readonly reason: string };
  readonly errors?: FieldErrors;
  readonly message?: string;
  readonly requests: readonly OwnRequest[];
}

const KINDS: Readonly<Record<AccessRequestState, BadgeKind>> = {
  open: 'wait',
  granted: 'ok',
  declined: 'bad',
  withdrawn: 'off',
};

/** A form to ask for an application, and what became of what was asked before. */
export function RequestsPage(props: RequestsPageProps): VNode {
  const { chrome, known, values, errors = {}, message } = props;
  const { requests } = chrome.words;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <PortalLayout chrome={chrome} title={requests.title} nav="applications" problem={problem}>
      <div class="stack s2">
        <h1>{requests.title}</h1>
        <p class="muted">{requests.lead}</p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      <section class="card">
        <form method="post" action="/requests" class="body stack s4">
          <CsrfField token={chrome.csrfToken} />
          {known === undefined ? (
            <Field
              name="wanted"
              label={requests.wanted}
              help={requests.wantedHelp}
              value={values?.wanted}
              maxLength={REQUEST_LIMITS.wanted}
              required
              error={errors['wanted']}
            />
          ) : (
            <>
              <input type="hidden" name="event" value={known.event} />
              <p>
                <Named text={requests.known({ name: NAME_PLACE })} name={known.label} />
              </p>
            </>
          )}
          <Field
            name="reason"
            label={requests.reason}
            help={requests.reasonHelp}
            value={values?.reason}
            rows={3}
            maxLength={REQUEST_LIMITS.reason}
            required
            error={errors['reason']}
          />
          <div class="row">
            <button class="btn main">{requests.send}</button>
            <span class="small muted">
              {requests.contact} <a href="/help">{requests.contactLink}</a>
            </span>
          </div>
        </form>
      </section>
      <Card id="yours" title={requests.yours}>
        {props.requests.length === 0 ? (
          <p class="muted">{requests.none}</p>
        ) : (
          <ul class="plain stack s5">
            {props.requests.map((request) => (
              <li class="stack s2">
                <Request chrome={chrome} request={request} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </PortalLayout>
  );
}

function Request({ chrome, request }: { readonly chrome: Chrome; readonly request: OwnRequest }): VNode {
  const { requests } = chrome.words;
  const { wanted, state, href } = request;
  return (
    <>
      <div class="row">
        <b class="wrap-any">
          <bdi>{wanted}</bdi>
        </b>
        <Badge kind={KINDS[state]}>{requests[state]}</Badge>
        {href === undefined ? null : (
          <a href={safeHref(href)}>
            <Named text={requests.launch({ name: NAME_PLACE })} name={wanted} />
          </a>
        )}
      </div>
      <p class="small muted wrap-any">
        {requests.asked} <Time at={request.createdAt} now={chrome.now} />: <bdi>{request.reason}</bdi>
      </p>
      {request.answer === undefined ? null : (
        <p class="wrap-any">
          {requests.answer}: <bdi>{request.answer}</bdi>
        </p>
      )}
      {state === 'open' ? (
        <form method="post" action={`/requests/${encodeURIComponent(request.id)}/withdrawal`}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn small" aria-label={requests.withdrawNamed({ name: wanted })}>
            {requests.withdraw}
          </button>
        </form>
      ) : null}
    </>
  );
}
