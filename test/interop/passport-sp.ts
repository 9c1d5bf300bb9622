import express from 'express';
import passport from 'passport';
import { Strategy, ValidateInResponseTo, type Profile, type VerifiedCallback } from '@node-saml/passport-saml';
import { IDP, refused, SP_ACS, SP_ENTITY, SP_SLO, type SpLibrary } from './sp-app';

/** @node-saml/passport-saml in an express application, as its own documentation puts it there. */
export const PASSPORT_SAML: SpLibrary = {
  name: '@node-saml/passport-saml',
  app: (options) => {
    const app = express();
    const authenticator = new passport.Passport();
    let signedOn: Profile | undefined;
    const { keys, nameIdFormat } = options;
    const strategy = new Strategy(
      {
        ...{ callbackUrl: SP_ACS, entryPoint: IDP.ssoUrl, issuer: SP_ENTITY, idpIssuer: IDP.entityId },
        ...{ logoutUrl: IDP.sloUrl, logoutCallbackUrl: SP_SLO, idpCert: [...options.idpCertificates] },
        ...{ signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256', acceptedClockSkewMs: 0 },
        // By itself it compresses messages by POST as well, which saml-bindings section 3.5.4 rules out.
        skipRequestCompression: options.binding === 'post',
        authnRequestBinding: options.binding === 'post' ? 'HTTP-POST' : 'HTTP-Redirect',
        ...(options.sign ? { privateKey: keys.privateKeyPem, publicCert: keys.certificatePem } : {}),
        ...(options.encrypted !== undefined ? { decryptionPvk: keys.privateKeyPem } : {}),
        ...(nameIdFormat === undefined ? {} : { identifierFormat: nameIdFormat }),
        ...{ passive: options.passive === true, forceAuthn: options.forced === true },
        validateInResponseTo: ValidateInResponseTo.ifPresent,
        passReqToCallback: false,
      },
      (profile: Profile | null, done: VerifiedCallback) => {
        signedOn = profile ?? undefined;
        done(null, profile as unknown as Record<string, unknown>);
      },
      (_profile: Profile | null, done: VerifiedCallback) => {
        done(null, signedOn);
      },
    );
    authenticator.use('saml', strategy as unknown as passport.Strategy);
    app.use(express.urlencoded({ extended: false, limit: '1mb' }));
    app.use(authenticator.initialize() as express.RequestHandler);
    app.use((request, _response, next) => {
      const person = signedOn;
      Object.assign(request, {
        user: person,
        logout: (done: (error?: unknown) => void) => {
          signedOn = undefined;
          done();
        },
      });
      next();
    });
    const saml = authenticator.authenticate('saml', { session: false, failWithError: true }) as express.RequestHandler;
    app.get('/login', saml);
    app.post('/saml/acs', saml, (request, response) => {
      const { nameID, nameIDFormat, sessionIndex } = signedOn ?? {};
      const { RelayState } = request.body as { RelayState?: string };
      response.json({ nameId: nameID, format: nameIDFormat, sessionIndex, relayState: RelayState });
    });
    app.get('/logout', (request, response, next) => {
      void strategy.logout(request as never, (error, url) => {
        if (error !== null || typeof url !== 'string') return next(error ?? new Error('no address'));
        response.redirect(url);
      });
    });
    app.get('/saml/slo', saml, (_request, response) => {
      signedOn = undefined;
      response.json({ signedOut: true });
    });
    app.get(
      '/who',
      (_request, response) => void response.json(signedOn === undefined ? null : { nameId: signedOn.nameID }),
    );
    app.use(refused);
    return app;
  },
};
