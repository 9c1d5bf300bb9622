import { Router, type RequestHandler } from 'express';
import type { WebContext } from './web-context';
import { checkAccess } from './admin/access/check';
import { applicationRoutes } from './admin/applications/routes';
import { certificateBoardRoutes } from './admin/certificates';
import { groupRoutes } from './admin/groups/routes';
import { homeRoutes } from './admin/home';
import { insightsRoutes } from './admin/insights';
import { healthPageRoutes } from './admin/health';
import { helpPageRoutes } from './admin/help';
import { mailRoutes } from './admin/mail';
import { accessRequestAdminRoutes } from './admin/requests';
import { restoredCopyRoutes } from './admin/restored-copy';
import { syncRoutes } from './admin/sync';
import { adminSettingsRoutes } from './admin/settings/admins';
import { apiKeyRoutes } from './admin/settings/api-keys/routes';
import { signInSettingsRoutes } from './admin/settings/sign-in';
import { organisationSettingsRoutes } from './admin/settings/organisation';
import { settingsRoutes } from './admin/settings/index';
import { webhookRoutes } from './admin/settings/webhooks/routes';
import { retentionRoutes } from './admin/settings/retention';
import { userRoutes } from './admin/users/routes';
import { apiReferenceRoutes } from './api/routes';
import { errorPage, notFoundPage } from './error-page';
import { guideRoutes } from './guide';
import { formBody } from './middleware/body';
import { csrf } from './middleware/csrf';
import { sendOnce } from './kept-forms/once';
import { restoreKept } from './kept-forms/restore';
import { keptFormRoutes } from './kept-forms/routes';
import { requireAdmin, requireUser } from './middleware/person';
import { sessions } from './middleware/session';
import { rememberLanguage } from './reader';
import { portalRoutes } from './portal/home';
import { accessRequestRoutes } from './portal/access-requests';
import { helpRoutes } from './portal/help';
import { imageRoutes } from './portal/image';
import { manifestRoutes } from './portal/manifest';
import { profileRoutes } from './portal/profile';
import { passwordRoutes } from './portal/password';
import { securityRoutes } from './portal/security';
import { setupRoutes } from './portal/setup';
import { signInRoutes } from './portal/sign-in';
import { signOutRoutes } from './portal/sign-out';
import { passkeyRoutes } from './second-factor/passkeys';
import { ownFactorRoutes } from './second-factor/security';
import { setupFactorRoutes } from './second-factor/setup';
import { stepRoutes } from './second-factor/step';
import { logoutByPost, logoutByRedirect, logoutUnreadable } from './sso/logout';
import { metadata } from './sso/metadata';
import { receiveByPost, receiveByRedirect, receiveUnreadable, resume, samlBody } from './sso/single-sign-on';

/** The addresses SPs call. They stand in front of forms and CSRF: their messages come from other sites. */
function ssoRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/saml2/:slug/metadata', metadata(web.context));
  router.get('/saml2/resume/:request', resume(web));
  router.get('/saml2/:slug/slo', logoutByRedirect(web));
  router.post('/saml2/:slug/slo', samlBody, logoutByPost(web), logoutUnreadable(web));
  router.get('/saml2/:slug', receiveByRedirect(web));
  router.post('/saml2/:slug', samlBody, receiveByPost(web), receiveUnreadable(web));
  return router;
}

/**
 * Every address of the product, in the order requests pass: session and person first, then what SPs call, then forms
 * with their CSRF check, what everybody may open, what needs a sign-in, and what needs an admin.
 */
export function routes(web: WebContext): Router {
  const router = Router();
  const { context, authenticator } = web;
  router.use(
    sessions(context),
    authenticator.initialize() as RequestHandler,
    authenticator.session() as RequestHandler,
  );
  router.head(['/saml2/resume/:request', '/saml2/:slug', '/saml2/:slug/slo', '/logout/:id', '/apps/:slug'], noLook);
  router.use(ssoRoutes(web));
  router.use(rememberLanguage, formBody, csrf(context), restoreKept(context));
  router.use(setupRoutes(web), signInRoutes(web), signOutRoutes(web), passwordRoutes(web), keptFormRoutes(web));
  router.use(
    apiReferenceRoutes(web),
    guideRoutes(web),
    manifestRoutes(web),
    stepRoutes(web),
    setupFactorRoutes(web),
    passkeyRoutes(web),
  );
  router.use(known, requireUser(context));
  router.use(
    portalRoutes(web),
    imageRoutes(web),
    accessRequestRoutes(web),
    profileRoutes(web),
    helpRoutes(web),
    securityRoutes(web),
    ownFactorRoutes(web),
  );
  router.use('/admin', requireAdmin, checkAccess(web), sendOnce(web));
  router.use(
    homeRoutes(web),
    userRoutes(web),
    groupRoutes(web),
    applicationRoutes(web),
    certificateBoardRoutes(web),
    insightsRoutes(web),
    accessRequestAdminRoutes(web),
    mailRoutes(web),
    signInSettingsRoutes(web),
    adminSettingsRoutes(web),
    organisationSettingsRoutes(web),
    settingsRoutes(web),
    retentionRoutes(web),
    webhookRoutes(web),
    apiKeyRoutes(web),
    syncRoutes(web),
    healthPageRoutes(web),
    restoredCopyRoutes(web),
    helpPageRoutes(web),
  );
  router.use(notFoundPage());
  router.use(errorPage(web));
  return router;
}

/** A sign-on is given to a browser or not at all: asking for its headers alone would use it up and be recorded as one. */
const noLook: RequestHandler = (_request, response) => {
  response.set('Allow', 'GET').status(405).end();
};

/** Addresses that can't be anybody's are not worth a sign-in: they are answered as not found at once. */
const known: RequestHandler = (request, response, next) => {
  if (/^\/(admin|apps|help|profile|requests|security)?(\/|$)/.test(request.path)) next();
  else notFoundPage()(request, response, next);
};
