import type { VNode } from 'preact';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Field, Select } from '../../../parts/field';
import { ApplicationFrame } from '../frame';
import { Findings, InsightTabs, MessageFold } from './parts';
import { insightPath, type PreviewPageProps, type PreviewShown } from './props';

/** What an application would be told of a person, by the settings as stored or as typed, and of a pasted request. */
export function PreviewPage(props: PreviewPageProps): VNode {
  const { chrome, frame, typed, preview, errors } = props;
  const problem = Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Preview" problem={problem}>
      <InsightTabs frame={frame} current="preview" />
      <ErrorSummary errors={errors} />
      {typed === undefined ? null : <TypedBanner {...props} typed={typed} />}
      <Chooser {...props} />
      {preview === undefined ? null : <Shown {...props} preview={preview} />}
    </ApplicationFrame>
  );
}

/** Goes back with everything that was typed, so that nothing of it is lost. */
function TypedBanner({
  chrome,
  frame,
  typed,
}: PreviewPageProps & { typed: NonNullable<PreviewPageProps['typed']> }): VNode {
  return (
    <Banner
      kind="info"
      title="This is the form as typed; it is not saved"
      action={
        <form method="post" action={`/admin/applications/${frame.slug}/sso`}>
          <CsrfField token={chrome.csrfToken} />
          <Hidden typed={typed} />
          <button class="btn small" name="action" value="preview">
            Back to the form
          </button>
        </form>
      }
    >
      Go back to the form to save it.
    </Banner>
  );
}

function Hidden({ typed }: { readonly typed: NonNullable<PreviewPageProps['typed']> }): VNode {
  return (
    <>
      {typed.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

function Chooser(props: PreviewPageProps): VNode {
  const { chrome, frame, people, chosenId, who, pasted, typed = [], errors } = props;
  return (
    <Card
      id="whom"
      title="Preview"
      lead={
        <>
          What <bdi>{frame.label}</bdi> would be told of a person. Nothing is recorded or sent.
        </>
      }
    >
      <form class="stack s4" method="post" action={insightPath(frame.slug, 'preview')}>
        <CsrfField token={chrome.csrfToken} />
        <Hidden typed={typed} />
        <div class="grid">
          <Select
            name="person"
            label="Person"
            value={chosenId ?? ''}
            options={[{ value: '', label: 'Choose' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <Field
            name="who"
            label="Or somebody else"
            value={who}
            help="Username or email. Goes before the choice."
            error={errors['who']}
            required={false}
            exact
          />
        </div>
        <Field
          name="request"
          label="Request of the application"
          value={pasted}
          rows={4}
          help="Optional: the whole address with SAMLRequest, its base64, or the XML. It is checked as if it came now, and can still be used."
          required={false}
          exact
        />
        <div class="row">
          <button class="btn main">Show</button>
        </div>
      </form>
    </Card>
  );
}

function Shown({ frame, chosenName, preview }: PreviewPageProps & { readonly preview: PreviewShown }): VNode {
  const { request } = preview;
  return (
    <>
      <Banner kind={preview.allowed ? 'ok' : 'warn'} title={`Access of ${chosenName ?? 'the person'}`}>
        {preview.decision}
      </Banner>
      {preview.unusable.length === 0 ? null : (
        <Banner kind="warn" title="These settings can’t be used yet">
          {preview.unusable.join(' ')}
        </Banner>
      )}
      {request === undefined ? null : <RequestCard request={request} />}
      <Values preview={preview} />
      <Card id="response" title="Response">
        {preview.problem === undefined ? null : (
          <Banner kind="bad" title="No answer can be made">
            {preview.problem}
          </Banner>
        )}
        {preview.xml === undefined ? (
          preview.problem === undefined ? (
            <p class="muted">The request would be refused, so there is none.</p>
          ) : null
        ) : (
          <>
            <CopyField id="response-xml" label={`What ${frame.label} would get`} value={preview.xml} rows={24} />
            <ul class="small bullets">
              {preview.remarks.map((remark) => (
                <li>{remark}</li>
              ))}
            </ul>
          </>
        )}
      </Card>
    </>
  );
}

function RequestCard({ request }: { readonly request: NonNullable<PreviewShown['request']> }): VNode {
  const { accepted, sentence, told, findings, xml } = request;
  return (
    <Card id="request" title="The request" bare>
      <div class="body stack s3">
        <Banner kind={accepted ? 'ok' : 'bad'} title={accepted ? 'It would be answered' : 'It would be refused'}>
          <bdi>{sentence}</bdi> {told ?? ''}
        </Banner>
        {xml === undefined ? null : <MessageFold summary="The request, decoded" xml={xml} />}
      </div>
      {findings.length === 0 ? null : <Findings findings={findings} caption="What the request asks for" />}
    </Card>
  );
}

function Values({ preview }: { readonly preview: PreviewShown }): VNode {
  const { nameId, rows } = preview;
  return (
    <Card id="values" title="Values" bare>
      <table class="table fold">
        <caption class="vh">Values in the assertion, with their origin</caption>
        <thead>
          <tr>
            <th scope="col">Service provider attribute</th>
            <th scope="col">Origin</th>
            <th scope="col" class="w-half">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <b class="mono">NameID</b>
            </td>
            <td data-th="Origin">{nameId.origin}</td>
            <td data-th="Value">
              {nameId.value === undefined ? (
                <span class="muted">{nameId.note}</span>
              ) : (
                <div>
                  <bdi>{nameId.value}</bdi>
                  <small>{nameId.format}</small>
                </div>
              )}
            </td>
          </tr>
          {rows.map(({ name, origin, values, note }) => (
            <tr>
              <td>
                <b class="mono">
                  <bdi>{name === '' ? '(no name)' : name}</bdi>
                </b>
              </td>
              <td data-th="Origin">
                <bdi>{origin}</bdi>
              </td>
              <td data-th="Value">
                {values.length === 0 ? (
                  <span class="muted">{note}</span>
                ) : (
                  <ul class="plain">
                    {values.map((value) => (
                      <li>
                        <bdi>{value}</bdi>
                      </li>
                    ))}
                  </ul>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
