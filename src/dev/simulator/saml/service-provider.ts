import {
  generateServiceProviderMetadata,
  SAML,
  ValidateInResponseTo,
  type CacheProvider,
  type Profile,
} from '@node-saml/node-saml';

import { AppError } from '../../../core/errors';

import { fetchIdpMetadata, isWebUrl, readIdpMetadata, type IdpSettings } from './idp-metadata';
import { checkAssertion } from './response-checks';
import type { KeyAndCertificate } from './self-signed';
import { SingleLogout } from './single-logout';

/** A sign-in that was accepted. */
export interface SignIn {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly issuer: string;
  readonly sessionIndex?: string;
  readonly relayState?: string;
  /** "sp" when it answers a request of this application, "idp" when it came unasked. */
  readonly startedBy: 'sp' | 'idp';
}

/** Where the identity provider's settings come from. */
export type IdpSource = { readonly metadataUrl: string } | { readonly metadataXml: string };

/** What has to be signed for a Response to be accepted. */
export type SignatureDemand = 'either' | 'assertion' | 'response' | 'both';

/** Settings of the SAML service provider. */
export interface ServiceProviderOptions {
  readonly url: string;
  /** What it signs with; asked for when something is signed or published. */
  readonly keys: () => KeyAndCertificate;
  readonly signRequests: boolean;
  readonly demand: SignatureDemand;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const REFRESH_MS = 60_000;
const REQUEST_LIFE_MS = 600_000;

/** A SAML 2.0 service provider on node-saml, stricter than its defaults. */
export class ServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly metadataUrl: string;
  readonly sloUrl: string;
  readonly logout: SingleLogout;
  private source: IdpSource | undefined;
  private known: { readonly settings: IdpSettings; readonly at: number } | undefined;
  private readonly requests = new Map<string, number>();
  private readonly assertions = new Map<string, number>();

  constructor(private readonly options: ServiceProviderOptions) {
    this.metadataUrl = `${options.url}/metadata`;
    this.entityId = this.metadataUrl;
    this.acsUrl = `${options.url}/acs`;
    this.sloUrl = `${options.url}/slo`;
    const { entityId, acsUrl, sloUrl } = this;
    const { keys, clock } = options;
    this.logout = new SingleLogout({ entityId, acsUrl, sloUrl, keys, clock, idp: () => this.idp() });
  }

  /** Where the identity provider's settings come from now. */
  get idpSource(): IdpSource | undefined {
    return this.source;
  }

  /** Changes the identity provider. The metadata is read at the next use. @throws AppError invalid */
  useIdp(source: IdpSource): void {
    if ('metadataUrl' in source && !isWebUrl(source.metadataUrl)) {
      throw new AppError('invalid', 'Enter the whole metadata address, beginning with http.');
    }
    this.source = source;
    this.known = 'metadataXml' in source ? { settings: readIdpMetadata(source.metadataXml), at: 0 } : undefined;
  }

  /** Our metadata (saml-metadata section 2.4.4). */
  metadata(): string {
    const { signRequests, demand } = this.options;
    const keys = this.options.keys();
    const xml = generateServiceProviderMetadata({
      issuer: this.entityId,
      callbackUrl: this.acsUrl,
      logoutCallbackUrl: this.sloUrl,
      privateKey: keys.privateKey,
      publicCerts: keys.certificate,
      identifierFormat: null,
      wantAssertionsSigned: demand === 'assertion' || demand === 'both',
    });
    // The library knows logout by POST alone; both ways lead to the same address.
    const both = xml.replace(
      /<SingleLogoutService [^>]*>/,
      (post) => post.replace('HTTP-POST', 'HTTP-Redirect') + post,
    );
    // The library says "true" as soon as there is a key, whether requests are signed or not.
    return signRequests ? both : both.replace('AuthnRequestsSigned="true"', 'AuthnRequestsSigned="false"');
  }

  /** The address to send a person to (saml-bindings section 3.4). @throws AppError */
  async redirectUrl(relayState: string): Promise<string> {
    const idp = await this.idp();
    if (idp.redirectUrl === undefined) throw new AppError('invalid', 'The identity provider takes no redirects.');
    return this.library(idp, idp.redirectUrl, false).getAuthorizeUrlAsync(relayState, undefined, {});
  }

  /** The fields to post to the identity provider (saml-bindings section 3.5). @throws AppError */
  async postForm(relayState: string): Promise<{ action: string; fields: Record<string, string> }> {
    const idp = await this.idp();
    if (idp.postUrl === undefined) throw new AppError('invalid', 'The identity provider takes no posted requests.');
    const message = await this.library(idp, idp.postUrl, true).getAuthorizeMessageAsync(relayState);
    const fields = Object.entries(message).map(([name, value]) => [name, String(value)] as const);
    return { action: idp.postUrl, fields: Object.fromEntries(fields) };
  }

  /** Accepts a posted Response. @throws Error whose message is the reason of the refusal */
  async accept(form: { SAMLResponse: string; RelayState?: string }): Promise<SignIn> {
    const now = this.options.clock();
    const idp = await this.idp();
    const library = this.library(idp, idp.redirectUrl ?? idp.postUrl ?? '', false);
    const { profile } = await library.validatePostResponseAsync({ SAMLResponse: form.SAMLResponse });
    const assertionXml = profile?.getAssertionXml?.();
    const responseXml = profile?.getSamlResponseXml?.();
    if (profile === null || assertionXml === undefined || responseXml === undefined) {
      throw new Error('The Response holds no assertion');
    }
    forgetOld(this.assertions, now);
    const checked = checkAssertion(assertionXml, responseXml, {
      acsUrl: this.acsUrl,
      idpEntityId: idp.entityId,
      now,
      seen: (id) => this.assertions.has(id),
    });
    this.assertions.set(checked.assertionId, checked.validUntil);
    if (checked.inResponseTo !== undefined) this.requests.delete(checked.inResponseTo);
    return {
      at: now,
      nameId: profile.nameID,
      nameIdFormat: profile.nameIDFormat,
      attributes: attributesOf(profile),
      issuer: profile.issuer,
      ...(profile.sessionIndex === undefined ? {} : { sessionIndex: profile.sessionIndex }),
      ...(form.RelayState === undefined || form.RelayState === '' ? {} : { relayState: form.RelayState }),
      startedBy: checked.inResponseTo === undefined ? 'idp' : 'sp',
    };
  }

  /** The identity provider's settings, read anew every minute so that a certificate rotation is noticed. */
  private async idp(): Promise<IdpSettings> {
    const { source, known } = this;
    if (source === undefined) {
      throw new AppError('invalid', 'No identity provider is set. Enter Passo’s metadata address on the status page.');
    }
    if ('metadataXml' in source) return known?.settings ?? readIdpMetadata(source.metadataXml);
    const now = this.options.clock();
    if (known !== undefined && now - known.at < REFRESH_MS) return known.settings;
    try {
      const settings = await fetchIdpMetadata(source.metadataUrl);
      this.known = { settings, at: now };
      return settings;
    } catch (error) {
      if (known !== undefined) return known.settings;
      throw error;
    }
  }

  private library(idp: IdpSettings, entryPoint: string, post: boolean): SAML {
    const { signRequests, demand } = this.options;
    const keys = signRequests ? this.options.keys() : undefined;
    return new SAML({
      entryPoint,
      issuer: this.entityId,
      callbackUrl: this.acsUrl,
      audience: this.entityId,
      idpCert: [...idp.certificates],
      identifierFormat: null,
      disableRequestedAuthnContext: true,
      // A redirect-bound request is deflated, a posted one is not (saml-bindings sections 3.4.4.1 and 3.5.4).
      skipRequestCompression: post,
      wantAssertionsSigned: demand === 'assertion' || demand === 'both',
      wantAuthnResponseSigned: demand === 'response' || demand === 'both',
      acceptedClockSkewMs: 30_000,
      validateInResponseTo: ValidateInResponseTo.ifPresent,
      requestIdExpirationPeriodMs: REQUEST_LIFE_MS,
      cacheProvider: this.requestCache(),
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      ...(keys === undefined ? {} : { privateKey: keys.privateKey, publicCert: keys.certificate }),
    });
  }

  private requestCache(): CacheProvider {
    const { requests } = this;
    const { clock } = this.options;
    return {
      saveAsync(key, value) {
        forgetOld(requests, clock());
        requests.set(key, clock() + REQUEST_LIFE_MS);
        return Promise.resolve({ value, createdAt: clock() });
      },
      getAsync(key) {
        const until = requests.get(key);
        const created = until === undefined || until <= clock() ? undefined : until - REQUEST_LIFE_MS;
        return Promise.resolve(created === undefined ? null : new Date(created).toISOString());
      },
      // Requests are forgotten when their answer is accepted; a refused forgery must not use one up.
      removeAsync(key) {
        return Promise.resolve(key);
      },
    };
  }
}

function forgetOld(entries: Map<string, number>, now: number): void {
  for (const [key, until] of entries) if (until <= now) entries.delete(key);
}

function attributesOf(profile: Profile): Record<string, readonly string[]> {
  const { attributes } = profile;
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, [value as unknown].flat().map(textOf)]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
