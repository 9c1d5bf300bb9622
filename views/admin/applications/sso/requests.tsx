import type { VNode } from 'preact';
import type { SsoSettings } from '../../../../src/core/application';
import type { FieldErrors } from '../../../../src/core/errors';
import { Banner } from '../../../parts/banner';
import { Check, Field, fieldId } from '../../../parts/field';
import { Part } from './part';

/** How the application's own messages are judged: its certificates, and the options for applications that lag behind. */
export function Requests({ sso, errors }: { readonly sso: SsoSettings; readonly errors: FieldErrors }): VNode {
  return (
    <Part
      name="requireSignedRequests"
      title="Requests of the application"
      help="With a certificate of the application, a signature on its requests is checked."
      error={errors['requireSignedRequests'] ?? errors['spCertificates']}
    >
      <Check
        name="requireSigned"
        label="Require signed requests"
        help="Requests without a valid signature are refused."
        checked={sso.requireSignedRequests}
      />
      <Check
        name="wantRequestsSigned"
        label="Ask for signed requests in our metadata"
        help="Some applications sign only then. Others stop when they can’t: leave it off unless the application needs it."
        checked={sso.wantRequestsSigned === true}
      />
      <Check
        name="allowSha1"
        label="Accept SHA-1 signatures from this application"
        help="For an old application that can’t sign with SHA-256. Signatures made with SHA-1 can be forged."
        checked={sso.allowSha1 === true}
      />
      {sso.allowSha1 === true ? (
        <Banner kind="warn" title="Accept SHA-1 signatures from this application is on">
          Somebody with means could forge its requests. Set the application to RSA-SHA256 as soon as it can, and take
          the tick away.
        </Banner>
      ) : null}
      <span id={fieldId('spCertificates')} tabIndex={-1} />
      {sso.spCertificates.map((pem, place) => (
        <div class="stack s2">
          <Field
            name={`certificate.${place}`}
            label={`Certificate ${place + 1} of the application`}
            value={pem}
            rows={5}
            exact
          />
          <div class="row">
            <button class="btn quiet small" name="action" value={`remove-certificate:${place}`}>
              Remove<span class="vh"> certificate {place + 1}</span>
            </button>
          </div>
        </div>
      ))}
      <div class="row">
        <button class="btn small" name="action" value="add-certificate">
          Add certificate
        </button>
      </div>
    </Part>
  );
}
