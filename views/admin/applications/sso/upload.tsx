import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { Field } from '../../../parts/field';
import type { MetadataCardProps } from './metadata-props';
import { MetadataSource } from './metadata-source';

/** Hands in the application's metadata, as a file, by its address or as text (M-051). What was read is shown before it is used. */
export function UploadMetadata(props: {
  readonly chrome: Chrome;
  readonly slug: string;
  readonly label: string;
  readonly errors: FieldErrors;
  readonly metadata?: MetadataCardProps | undefined;
}): VNode {
  const { chrome, slug, label, errors, metadata = {} } = props;
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
      {metadata.source === undefined ? null : <MetadataSource chrome={chrome} slug={slug} source={metadata.source} />}
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
          error={errors['metadata']}
        />
        <Field
          name="metadataUrl"
          label="Metadata URL of the application"
          value={metadata.url ?? ''}
          inputMode="url"
          help="It is read now and again every day. When it changes, you are asked before anything is taken over."
          error={errors['metadataUrl']}
          required={false}
          exact
        />
        <div class="reason">
          <details open={(metadata.text ?? '') !== ''}>
            <summary>Paste it as text</summary>
            <Field name="metadataText" label="Metadata as text" value={metadata.text ?? ''} rows={6} exact />
          </details>
        </div>
        <div class="row">
          <button class="btn">Upload Metadata</button>
        </div>
      </form>
    </Card>
  );
}
