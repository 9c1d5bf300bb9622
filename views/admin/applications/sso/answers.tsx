import type { VNode } from 'preact';
import type { SsoSettings } from '../../../../src/core/application';
import type { FieldErrors } from '../../../../src/core/errors';
import { Card } from '../../../parts/card';
import { Check, Field, fieldId, Select } from '../../../parts/field';
import type { SsoTyped } from './props';

const SIGNED = [
  { value: 'both', label: 'Response and assertion' },
  { value: 'assertion', label: 'Assertion only' },
  { value: 'response', label: 'Response only' },
] as const;

const HASHES = [
  { value: 'sha256', label: 'SHA-256' },
  { value: 'sha512', label: 'SHA-512, with RSA keys' },
] as const;

const CIPHERS = [
  { value: '', label: 'Not encrypted' },
  { value: 'aes256-gcm', label: 'AES-256 GCM' },
  { value: 'aes128-gcm', label: 'AES-128 GCM' },
  { value: 'aes256-cbc', label: 'AES-256 CBC' },
  { value: 'aes128-cbc', label: 'AES-128 CBC' },
] as const;

/** How answers to the application are signed and encrypted. */
export function Answers(props: {
  readonly label: string;
  readonly sso: SsoSettings;
  readonly typed: SsoTyped | undefined;
  readonly errors: FieldErrors;
}): VNode {
  const { label, sso, typed, errors } = props;
  return (
    <Card
      id="answers"
      title="Signing and encryption"
      lead="These fit nearly every application. Change them when the application asks for something else."
    >
      <div class="grid">
        <Select name="sign" label="What is signed" value={sso.sign} options={SIGNED} error={errors['sign']} />
        <Select
          name="hash"
          label="Signature hash"
          value={sso.hash ?? 'sha256'}
          options={HASHES}
          help="EC keys always sign with SHA-256."
          error={errors['hash']}
        />
        <Select
          name="encryption"
          id="encryption-cipher"
          label="Assertions"
          value={sso.encryption?.algorithm ?? ''}
          options={CIPHERS}
          help="GCM is the better choice where the application knows it."
        />
      </div>
      <Field
        name="encryptionCertificate"
        id={fieldId('encryption')}
        label="Encryption certificate of the application"
        value={sso.encryption?.certificate ?? typed?.encryptionCertificate ?? ''}
        help={`Assertions are encrypted for it, so that only ${label} can read them. Its key is RSA with 2,048 bits or more.`}
        error={errors['encryption']}
        rows={sso.encryption === undefined ? 2 : 5}
        exact
      />
      <Check
        name="signMetadata"
        label="Sign our metadata"
        help="For applications and federations that take signed metadata only."
        checked={sso.signMetadata === true}
      />
    </Card>
  );
}
