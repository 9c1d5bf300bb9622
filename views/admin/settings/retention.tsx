import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Check, Field, fieldId } from '../../parts/field';
import { Facts } from '../../parts/facts';
import { Time } from '../../parts/time';
import { counted, figure } from '../../parts/words';
import { SettingsFrame } from './frame';

/** What the page of retention shows. */
export interface RetentionPageProps {
  readonly chrome: Chrome;
  /** As typed: `ever` or `days`, and the number. */
  readonly keep: string;
  readonly days: string;
  readonly total: number;
  readonly oldestAt?: number;
  /** How many events the typed number removes; set while it is asked for. */
  readonly review?: { readonly removes: number; readonly confirmation: string };
  /** Whoever looks may save as well. */
  readonly writes: boolean;
  readonly errors?: FieldErrors;
}

/** For how long events are kept. */
export function RetentionPage(props: RetentionPageProps): VNode {
  const { chrome, keep, days, total, oldestAt, review, writes, errors = {} } = props;
  return (
    <SettingsFrame chrome={chrome} part="retention" problem={Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} />
      {review === undefined ? null : (
        <Banner
          kind="warn"
          title={`Not saved yet: this removes ${counted(review.removes, 'event')} for good`}
          link={{ href: '/admin/settings/retention', label: 'Leave it as it is' }}
          role="status"
        >
          Export them from Directory Insights first if somebody may ask for them. Choose save to do it.
        </Banner>
      )}
      <Card id="events" title="Events" lead="What people, admins and Passo did, as Directory Insights lists it.">
        <Facts
          facts={[
            { term: 'Events in the log', value: figure(total) },
            {
              term: 'The oldest',
              value: oldestAt === undefined ? 'none' : <Time at={oldestAt} now={chrome.now} as="day" />,
            },
          ]}
        />
        <form method="post" action="/admin/settings/retention" class="stack s4">
          <CsrfField token={chrome.csrfToken} />
          {review === undefined ? null : <input type="hidden" name="confirmation" value={review.confirmation} />}
          <fieldset class="stack s3">
            <legend class="vh">How long events are kept</legend>
            <Check
              type="radio"
              name="keep"
              id={fieldId('keep')}
              value="ever"
              label="Keep events for ever"
              checked={keep !== 'days'}
            />
            <Check
              type="radio"
              name="keep"
              value="days"
              label="Remove events after a number of days"
              checked={keep === 'days'}
            />
          </fieldset>
          <Field
            name="days"
            label="Days"
            value={days}
            inputMode="numeric"
            required={false}
            help="From 30 to 3,650. The oldest go first, a few minutes after they are too old."
            error={errors['days']}
          />
          {writes ? (
            <div class="row">
              <button class="btn main">save</button>
            </div>
          ) : (
            <p class="muted">Your role lets you read this page, not change it.</p>
          )}
        </form>
      </Card>
    </SettingsFrame>
  );
}
