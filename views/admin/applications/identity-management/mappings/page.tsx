import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { ErrorSummary } from '../../../../parts/error-summary';
import { fieldId } from '../../../../parts/field';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import type { PreviewChoice } from '../../sso/props';
import { EditRow, type EditedRow } from './edit-row';

/** The editor of the table of attributes, as stored or as typed. */
export interface MappingsPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly look: {
    readonly rows: readonly EditedRow[];
    readonly enterprise: 'extension' | 'flat';
    readonly notSent: readonly string[];
    readonly granted?: boolean;
    readonly missing?: string;
  };
  readonly people: PreviewChoice['people'];
  readonly chosenId?: string;
  readonly errors: FieldErrors;
  /** What is shown was typed and is not saved. */
  readonly typed: boolean;
}

/** Sets which attributes go to an application, where from, and when (M-178, A-27). */
export function MappingsPage(props: MappingsPageProps): VNode {
  const { chrome, frame, look, chosenId, errors, typed } = props;
  const path = `/admin/applications/${frame.slug}/identity-management`;
  return (
    <ApplicationFrame
      chrome={chrome}
      frame={frame}
      tab="identity-management"
      page="Attribute Mappings"
      problem={Object.keys(errors).length > 0}
    >
      <ErrorSummary errors={errors} />
      <form class="stack" method="post" action={`${path}/mappings`} autocomplete="off">
        <CsrfField token={chrome.csrfToken} />
        <Card
          id="mappings"
          title="Attribute Mappings"
          end={<Chooser people={props.people} chosenId={chosenId} />}
          lead="What goes to this application of each person with access. An attribute that is switched off is left there as it is."
          bare
        >
          {errors['mapping'] === undefined ? null : (
            <div class="body">
              <span class="error" id={fieldId('mapping')} tabIndex={-1}>
                {errors['mapping']}
              </span>
            </div>
          )}
          <table class="table fold">
            <caption class="vh">Attributes that are sent, with a preview</caption>
            <thead>
              <tr>
                <th scope="col">SCIM attribute</th>
                <th scope="col">Value from</th>
                <th scope="col">Sent</th>
                <th scope="col">Preview</th>
              </tr>
            </thead>
            <tbody>
              {look.rows.map((edited, place) => (
                <EditRow
                  edited={edited}
                  place={place}
                  path={path}
                  error={errors[`row.${place}`]}
                  chosen={chosenId !== undefined}
                  counts={!typed}
                />
              ))}
            </tbody>
          </table>
          <footer>
            <button class="btn small" name="action" value="add">
              Add attribute
            </button>
            <span>{remarkOf(props)}</span>
          </footer>
        </Card>
        <Card id="enterprise" title="Enterprise attributes">
          <div class="field">
            <label for={fieldId('enterprise')}>Where department, organization and their like stand</label>
            <select class="input" id={fieldId('enterprise')} name="enterprise">
              <option value="extension" selected={look.enterprise === 'extension'}>
                In the enterprise extension, as the standard says
              </option>
              <option value="flat" selected={look.enterprise === 'flat'}>
                Beside the other attributes
              </option>
            </select>
            <span class="help">
              department, organization, employeeNumber, costCenter and division. They are sent in one place only, never
              in both.
            </span>
          </div>
          <div class="row">
            <button class="btn main" name="action" value="save">
              Save
            </button>
            {frame.idmState === 'active' ? (
              <button class="btn" name="action" value="plan" formtarget="_blank">
                Preview changes<span class="vh"> in a new window</span>
              </button>
            ) : null}
            <button class="btn" name="action" value="reset">
              Fill in the standard table
            </button>
            <a class="btn quiet" href={path}>
              Cancel
            </a>
          </div>
        </Card>
      </form>
    </ApplicationFrame>
  );
}

function remarkOf({ frame, look, typed }: MappingsPageProps): string {
  const parts = [
    typed ? 'Nothing of this is saved yet.' : '',
    look.granted === false ? 'The chosen person has no access, so nothing is sent.' : '',
    look.missing === undefined
      ? ''
      : `${frame.label} requires ${look.missing}, and it is empty for the chosen person, who is not sent.`,
    look.notSent.length === 0 ? '' : `Not supported and never sent: ${look.notSent.join(', ')}.`,
    'An expression is made of properties, texts in quotes and functions, as in join(" ", firstname, lastname).',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function Chooser(props: { readonly people: PreviewChoice['people']; readonly chosenId: string | undefined }): VNode {
  return (
    <>
      <label class="small muted" for="preview-person">
        Preview with
      </label>
      <select class="input slim" id="preview-person" name="person">
        <option value="">Nobody</option>
        {props.people.map(({ id, name }) => (
          <option value={id} selected={id === props.chosenId}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn small" name="action" value="preview">
        Show
      </button>
    </>
  );
}
