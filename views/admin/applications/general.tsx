import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { AppLogo } from '../../parts/app-logo';
import { Card } from '../../parts/card';
import { CopyField } from '../../parts/copy-field';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { ApplicationFrame } from './frame';
import { IMAGE_ACCEPT, IMAGE_HELP, NameFields, PortalCheck, VariableFields } from './general-fields';
import type { GeneralProps } from './props';
import { SignInDemandsCard } from './sign-in-demands';

/** The General Info tab: the wizard's fields, the SSO IdP URL to read, and the image. */
export function GeneralPage(props: GeneralProps & { readonly chrome: Chrome }): VNode {
  const { chrome, frame, values, variables, ssoUrl, errors } = props;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="general" problem={Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} />
      <form class="card" method="post" action={`/admin/applications/${frame.slug}/general`}>
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2>General Info</h2>
        </header>
        <div class="body stack s4">
          <NameFields values={values} errors={errors} />
          <VariableFields variables={variables} values={values} errors={errors} />
          <PortalCheck values={values} />
          <Field
            name="note"
            label="Note"
            value={values.note}
            required={false}
            rows={3}
            maxLength={4_000}
            help="For admins alone: who owns it, the contract, where its token comes from. Write no secret here."
            error={errors['note']}
          />
          {ssoUrl === undefined ? null : (
            <CopyField
              id="sso-idp-url"
              label="SSO IdP URL"
              value={ssoUrl}
              help="It can’t be changed: the application keeps this address. To change it, delete the application and add it again."
            />
          )}
        </div>
        <footer>
          <a class="btn quiet" href={`/admin/applications/${frame.slug}/duplicate`}>
            Duplicate
            <span class="vh"> {frame.label}</span>
          </a>
          <button class="btn main push">save</button>
        </footer>
      </form>
      <SignInDemandsCard chrome={chrome} slug={frame.slug} values={props.signIn} errors={errors} />
      <Card id="image-title" title="User Portal Image" lead="Shown on the tile and in lists.">
        <form
          class="stack s4"
          method="post"
          action={`/admin/applications/${frame.slug}/image`}
          enctype="multipart/form-data"
        >
          <CsrfField token={chrome.csrfToken} />
          <div class="row">
            <AppLogo label={frame.label} id={frame.id} image={frame.imageUrl} />
            <span class="small muted">
              {frame.imageUrl === undefined ? 'No image; a letter stands for it.' : 'This image is in use.'}
            </span>
          </div>
          <Field
            name="image"
            label="Image"
            type="file"
            accept={IMAGE_ACCEPT}
            help={IMAGE_HELP}
            error={errors['image']}
          />
          <div class="row">
            <button class="btn" name="action" value="upload">
              Upload image
            </button>
            {frame.imageUrl === undefined ? null : (
              <button class="btn quiet bad" name="action" value="remove">
                Remove image
              </button>
            )}
          </div>
        </form>
      </Card>
    </ApplicationFrame>
  );
}
