import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Check, fieldId } from '../../../parts/field';
import { Time } from '../../../parts/time';
import { ApplicationFrame } from '../frame';
import type { MetadataReviewProps, ReviewProps } from './metadata-props';

/** What an application's metadata says, beside what is stored; nothing is changed until it is applied (M-051). */
export function MetadataReviewPage(props: MetadataReviewProps): VNode {
  const { chrome, frame, carried, foundAt, errors, dangers, warnings, offers } = props;
  const path = `/admin/applications/${frame.slug}/sso`;
  const found = foundAt !== undefined;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" problem={Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} />
      <Card id="review" title={found ? 'New metadata' : 'Metadata was read'} lead={<Lead {...props} />} bare>
        {dangers.length + warnings.length === 0 ? null : (
          <div class="body stack s3">
            {dangers.map((danger) => (
              <Banner kind="bad" title={danger} />
            ))}
            {warnings.map((warning) => (
              <Banner kind="warn" title={warning} />
            ))}
          </div>
        )}
        <Settings settings={props.settings} />
        <About about={props.about} />
        <form
          class="body stack s4"
          method="post"
          action={found ? `${path}/metadata/difference` : `${path}/metadata/apply`}
          enctype="multipart/form-data"
        >
          <CsrfField token={chrome.csrfToken} />
          {Object.entries(carried).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Offers offers={offers} />
          {dangers.length === 0 ? null : (
            <Check
              name="confirmed"
              id={fieldId('confirmed')}
              label="I have checked that this is the right service provider"
              help="People’s sign-ons go to the addresses above."
              required={!found}
            />
          )}
          <div class="row">
            <button class="btn main" name="action" value="apply">
              {found ? 'Accept' : 'Apply'}
            </button>
            {found ? (
              <button class="btn" name="action" value="dismiss">
                Dismiss
              </button>
            ) : null}
            <a class={found ? 'btn quiet' : 'btn'} href={path}>
              {found ? 'Decide later' : 'Cancel'}
            </a>
          </div>
        </form>
      </Card>
    </ApplicationFrame>
  );
}

function Lead({ chrome, url, foundAt, frame }: MetadataReviewProps): VNode {
  if (foundAt !== undefined) {
    return (
      <>
        Found <Time at={foundAt} now={chrome.now} /> at <bdi>{url}</bdi>. Nothing is changed until you accept it.
        Dismiss leaves the settings as they are until the metadata changes again.
      </>
    );
  }
  if (url === undefined) return <>Nothing is changed yet. Apply stores what was read and activates SSO.</>;
  return (
    <>
      Nothing is changed yet. Apply stores what was read and activates SSO. <bdi>{url}</bdi> is read again by itself
      from then on; when the metadata of <bdi>{frame.label}</bdi> changes, you are asked first.
    </>
  );
}

function Settings({ settings }: Pick<ReviewProps, 'settings'>): VNode {
  return (
    <table class="table fold">
      <caption class="vh">What was read, beside what is stored now</caption>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Now</th>
          <th scope="col">Read</th>
        </tr>
      </thead>
      <tbody>
        {[...settings.filter(({ changed }) => changed), ...settings.filter(({ changed }) => !changed)].map(
          ({ field, label, now, read, changed }) => (
            <tr>
              <td>
                <b>{label}</b>
                {changed ? (
                  <>
                    {' '}
                    <Badge kind="wait">Changes</Badge>
                  </>
                ) : null}
              </td>
              <td data-th="Now">
                <Lines lines={now} exact={EXACT.includes(field)} mark="Goes" kind="off" />
              </td>
              <td data-th="Read">
                <Lines lines={read} exact={EXACT.includes(field)} mark="New" kind="wait" />
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/** Settings whose every letter counts. */
const EXACT: readonly string[] = ['spEntityId', 'acs', 'slo', 'spCertificates', 'encryption'];

/** The mark is for lists: where a setting has one line on each side, the row says already that it changes. */
function Lines(props: {
  readonly lines: ReviewProps['settings'][number]['now'];
  readonly exact: boolean;
  readonly mark: string;
  readonly kind: 'off' | 'wait';
}): VNode {
  const { lines, exact, mark, kind } = props;
  if (lines.length === 0) return <span class="muted">None</span>;
  return (
    <ul class="plain stack s2">
      {lines.map(({ text, differs }) => (
        <li class={exact ? 'code' : undefined}>
          <bdi>{text}</bdi>
          {differs && lines.length > 1 ? (
            <>
              {' '}
              <Badge kind={kind}>{mark}</Badge>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function About({ about }: Pick<ReviewProps, 'about'>): VNode | null {
  if (about.length === 0) return null;
  return (
    <div class="body">
      <div class="reason">
        <details>
          <summary>What else the metadata says</summary>
          <dl class="stack s3">
            {about.map(({ term, lines, exact }) => (
              <div>
                <dt class="muted small">{term}</dt>
                {lines.map((line) => (
                  <dd class={exact ? 'code' : undefined}>
                    <bdi>{line}</bdi>
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </details>
      </div>
    </div>
  );
}

function Offers({ offers: { encryption, nameId } }: Pick<ReviewProps, 'offers'>): VNode | null {
  if (encryption === undefined && nameId === undefined) return null;
  return (
    <fieldset class="field">
      <legend>You may also choose</legend>
      <div class="stack s3">
        {encryption === undefined ? null : (
          <Check
            name="encrypt"
            label="Encrypt assertions"
            help={<bdi class="mono">{encryption.line}</bdi>}
            checked={encryption.chosen}
          />
        )}
        {nameId === undefined ? null : (
          <Check
            name="useNameId"
            label={`Send the NameID as ${nameId.word}`}
            help="The metadata names this format first. Accounts that the application knows by another NameID may be lost to their owners."
            checked={nameId.chosen}
          />
        )}
      </div>
    </fieldset>
  );
}
