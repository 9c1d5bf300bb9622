import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { Field } from '../../../parts/field';

/** Hands in the application's metadata, as a file or as text (M-051). What was read is shown before it is used. */
export function UploadMetadata(props: {
  readonly chrome: Chrome;
  readonly slug: string;
  readonly label: string;
  readonly errors: FieldErrors;
}): VNode {
  const { chrome, slug, label, errors } = props;
  const { metadata } = errors;
  return (
    <Card
      id="upload"
      title="Metadata of the application"
      lead={
        <>
          With the metadata of <bdi>{label}</bdi> you need not type the values below. You see what was read before
          anything is changed.
        </>
      }
    >
      <form
        class="stack s4"
        method="post"
        action={`/admin/applications/${slug}/sso/metadata`}
        enctype="multipart/form-data"
      >
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="metadata"
          label="Metadata file"
          type="file"
          accept=".xml,application/xml,text/xml"
          error={metadata}
        />
        <div class="reason">
          <details>
            <summary>Paste it as text</summary>
            <Field name="metadataText" label="Metadata as text" rows={6} exact />
          </details>
        </div>
        <div class="row">
          <button class="btn">Upload Metadata</button>
        </div>
      </form>
    </Card>
  );
}
