import type { VNode } from 'preact';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Field } from '../../../parts/field';
import { ApplicationFrame } from '../frame';
import { certificatePath, type UploadKeyProps } from './props';

/** The form for a certificate with its key that the admin brings. */
export function UploadKeyPage({ chrome, frame, errors, message }: UploadKeyProps): VNode {
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Bring a certificate" problem={problem}>
      <ErrorSummary
        errors={errors}
        message={message}
        remark={problem ? 'Nothing was kept. Choose the files again: browsers do not remember them.' : undefined}
      />
      <form
        class="card tight"
        method="post"
        encType="multipart/form-data"
        action={certificatePath(frame.slug, 'upload')}
        aria-labelledby="bring"
      >
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2 id="bring">Bring your own certificate</h2>
          <p>It becomes the next certificate: published beside the one in use, and signing nothing yet.</p>
        </header>
        <div class="body stack s4">
          <Field
            name="file"
            label="Certificate"
            type="file"
            accept=".p12,.pfx,.pem,.crt,.cer,.der,application/x-pkcs12,application/x-pem-file"
            required
            help="A PKCS #12 file (.p12, .pfx), or PEM or DER with the certificate. The private key may be in the same file."
            error={errors['file']}
          />
          <Field
            name="keyFile"
            label="Private key, if it is in a file of its own"
            type="file"
            accept=".pem,.key,.der,application/x-pem-file"
            required={false}
            help="RSA of at least 2,048 bits, or EC on P-256."
            error={errors['keyFile']}
          />
          <Field
            name="passphrase"
            label="Passphrase of the private key"
            type="password"
            autocomplete="off"
            required={false}
            help="Used once to open the file and not stored."
            error={errors['passphrase']}
          />
        </div>
        <footer>
          <a class="btn" href={certificatePath(frame.slug)}>
            Cancel
          </a>
          <button class="btn main push">Take as next certificate</button>
        </footer>
      </form>
    </ApplicationFrame>
  );
}
