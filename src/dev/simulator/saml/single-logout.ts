import { SAML, ValidateInResponseTo, type CacheProvider, type Profile } from '@node-saml/node-saml';

import { AppError } from '../../../core/errors';

import type { IdpSettings } from './idp-metadata';
import type { KeyAndCertificate } from './self-signed';
import type { SignIn } from './service-provider';

/** What single logout works with. */
export interface SingleLogoutOptions {
  readonly entityId: string;
  readonly sloUrl: string;
  readonly acsUrl: string;
  readonly keys: () => KeyAndCertificate;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** The identity provider's settings as they are now. */
  readonly idp: () => Promise<IdpSettings>;
}

/** A logout message as HTTP brought it. */
export type LogoutDelivery =
  { readonly binding: 'redirect'; readonly query: string } | { readonly binding: 'post'; readonly form: LogoutFields };

/** The fields of a logout message. */
export interface LogoutFields {
  readonly SAMLRequest?: string;
  readonly SAMLResponse?: string;
  readonly RelayState?: string;
}

/** What a logout message of the identity provider comes to. */
export type LogoutNews =
  /** It wants these sessions ended; `answer` makes the address to go to afterwards. */
  | { readonly kind: 'request'; readonly nameId: string; readonly sessionIndex?: string; readonly answer: Answer }
  /** It has done what this application asked for. */
  | { readonly kind: 'done' };

/** Makes the address that takes the answer back. @param success whether the sessions were ended */
export type Answer = (success: boolean) => Promise<string>;

const REQUEST_LIFE_MS = 600_000;
const SKEW_MS = 30_000;

/** Single logout of a SAML 2.0 service provider on node-saml (saml-profiles section 4.4), signed both ways. */
export class SingleLogout {
  private readonly requests = new Map<string, number>();

  constructor(private readonly options: SingleLogoutOptions) {}

  /** The origin logout messages go to; undefined when the identity provider takes none, or is not known. */
  async origin(): Promise<string | undefined> {
    try {
      const { sloUrl } = await this.options.idp();
      return sloUrl === undefined ? undefined : new URL(sloUrl).origin;
    } catch {
      return undefined;
    }
  }

  /** The address that signs a person out everywhere (saml-bindings section 3.4). @throws AppError */
  async requestUrl(signIn: SignIn, relayState: string): Promise<string> {
    const profile = {
      issuer: signIn.issuer,
      nameID: signIn.nameId,
      nameIDFormat: signIn.nameIdFormat,
      ...(signIn.sessionIndex === undefined ? {} : { sessionIndex: signIn.sessionIndex }),
    };
    return (await this.library()).getLogoutUrlAsync(profile, relayState, {});
  }

  /** Takes a message of the identity provider. @throws Error whose message is the reason of the refusal */
  async take(delivery: LogoutDelivery): Promise<LogoutNews> {
    const library = await this.library();
    const fields = delivery.binding === 'post' ? delivery.form : fieldsOf(delivery.query);
    const { profile } =
      delivery.binding === 'post'
        ? await takePosted(library, fields)
        : await library.validateRedirectAsync({ ...fields }, delivery.query);
    if (fields.SAMLRequest === undefined) return { kind: 'done' };
    if (profile === null) throw new Error('The LogoutRequest names nobody');
    return {
      kind: 'request',
      nameId: profile.nameID,
      ...(profile.sessionIndex === undefined ? {} : { sessionIndex: profile.sessionIndex }),
      answer: (success) => library.getLogoutResponseUrlAsync(profile, fields.RelayState ?? '', {}, success),
    };
  }

  private async library(): Promise<SAML> {
    const { entityId, acsUrl } = this.options;
    const keys = this.options.keys();
    const idp = await this.options.idp();
    if (idp.sloUrl === undefined) throw new AppError('invalid', 'The identity provider takes no logout messages.');
    return new SAML({
      issuer: entityId,
      callbackUrl: acsUrl,
      entryPoint: idp.sloUrl,
      logoutUrl: idp.sloUrl,
      idpCert: [...idp.certificates],
      idpIssuer: idp.entityId,
      privateKey: keys.privateKey,
      publicCert: keys.certificate,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      identifierFormat: null,
      acceptedClockSkewMs: SKEW_MS,
      validateInResponseTo: ValidateInResponseTo.ifPresent,
      requestIdExpirationPeriodMs: REQUEST_LIFE_MS,
      cacheProvider: this.cache(),
    });
  }

  /** Our LogoutRequests that wait for their answer. */
  private cache(): CacheProvider {
    const { requests } = this;
    const { clock } = this.options;
    return {
      saveAsync(key, value) {
        for (const [id, at] of requests) if (clock() - at > REQUEST_LIFE_MS) requests.delete(id);
        requests.set(key, clock());
        return Promise.resolve({ value, createdAt: clock() });
      },
      getAsync(key) {
        const at = requests.get(key);
        return Promise.resolve(at === undefined ? null : new Date(at).toISOString());
      },
      removeAsync(key) {
        if (key !== null) requests.delete(key);
        return Promise.resolve(key);
      },
    };
  }
}

function takePosted(library: SAML, fields: LogoutFields): Promise<{ profile: Profile | null }> {
  return fields.SAMLRequest === undefined
    ? library.validatePostResponseAsync({ SAMLResponse: fields.SAMLResponse ?? '' })
    : library.validatePostRequestAsync({ SAMLRequest: fields.SAMLRequest });
}

/** The library takes a redirect without a signature for a good one, so it is asked for here. */
function fieldsOf(query: string): LogoutFields & Record<string, string> {
  const fields = Object.fromEntries(new URLSearchParams(query));
  if (!fields['Signature'] || !fields['SigAlg']) throw new Error('The logout message is not signed');
  return fields;
}
