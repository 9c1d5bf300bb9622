import { randomBytes } from 'node:crypto';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy, ValidateInResponseTo, type Profile, type VerifiedCallback } from '@node-saml/passport-saml';
import { IDP, refused, SP_ACS, SP_ENTITY, SP_SLO, type SpLibrary, type SpOptions } from './sp-app';

/** What the application keeps of a person: what it needs to sign out as well. */
function userOf(profile: Profile | null): Record<string, unknown> | undefined {
  if (profile === null) return undefined;
  const { nameID, nameIDFormat, sessionIndex, spNameQualifier } = profile;
  return JSON.parse(JSON.stringify({ nameID, nameIDFormat, sessionIndex, spNameQualifier })) as Record<string, unknown>;
}

function strategyOf({ binding, sign, keys, idpCertificates, nameIdFormat, ...options }: SpOptions): Strategy {
  let known: Record<string, unknown> | undefined;
  return new Strategy(
    {
      ...{ callbackUrl: SP_ACS, entryPoint: IDP.ssoUrl, issuer: SP_ENTITY, idpIssuer: IDP.entityId },
      ...{ logoutUrl: IDP.sloUrl, logoutCallbackUrl: SP_SLO, idpCert: [...idpCertificates] },
      ...{ signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256', acceptedClockSkewMs: 0 },
      // By itself it compresses messages by POST as well, which saml-bindings section 3.5.4 rules out.
      skipRequestCompression: binding === 'post',
      authnRequestBinding: binding === 'post' ? 'HTTP-POST' : 'HTTP-Redirect',
      ...(sign ? { privateKey: keys.privateKeyPem, publicCert: keys.certificatePem } : {}),
      ...(options.encrypted === undefined ? {} : { decryptionPvk: keys.privateKeyPem }),
      ...(nameIdFormat === undefined ? {} : { identifierFormat: nameIdFormat }),
      ...{ passive: options.passive === true, forceAuthn: options.forced === true },
      validateInResponseTo: ValidateInResponseTo.ifPresent,
      passReqToCallback: false,
    },
    (profile: Profile | null, done: VerifiedCallback) => {
      known = userOf(profile);
      done(null, known);
    },
    (profile: Profile | null, done: VerifiedCallback) => {
      // The request to sign out has to be about the person who signed on.
      const same = profile !== null && profile.nameID === known?.['nameID'];
      done(null, same ? known : {});
    },
  );
}

/** @node-saml/passport-saml in an express application with sessions, as its own documentation puts it there. */
export const PASSPORT_SAML: SpLibrary = {
  name: '@node-saml/passport-saml',
  app: (options) => {
    const app = express();
    const authenticator = new passport.Passport();
    const strategy = strategyOf(options);
    authenticator.use('saml', strategy as unknown as passport.Strategy);
    authenticator.serializeUser((user, done) => done(null, user));
    authenticator.deserializeUser((user: Express.User, done) => done(null, user));
    app.use(express.urlencoded({ extended: false, limit: '1mb' }));
    app.use(session({ secret: randomBytes(20).toString('hex'), resave: false, saveUninitialized: false }));
    app.use(authenticator.initialize() as express.RequestHandler);
    app.use(authenticator.session() as express.RequestHandler);
    const saml = authenticator.authenticate('saml', { failWithError: true }) as express.RequestHandler;
    app.get('/login', saml);
    app.post('/saml/acs', saml, (request, response) => {
      const { nameID, nameIDFormat, sessionIndex } = request.user as unknown as Profile;
      const { RelayState } = request.body as { RelayState?: string };
      response.json({ nameId: nameID, format: nameIDFormat, sessionIndex, relayState: RelayState });
    });
    app.get('/logout', (request, response, next) => {
      void strategy.logout(request as never, (error, url) => {
        if (error !== null || typeof url !== 'string') return next(error ?? new Error('no address'));
        response.redirect(url);
      });
    });
    app.get('/saml/slo', saml, (request, response, next) => {
      request.logout((error?: unknown) => (error === undefined ? response.json({ signedOut: true }) : next(error)));
    });
    app.get('/who', (request, response) => void response.json(request.user ?? null));
    app.use(refused);
    return app;
  },
};
