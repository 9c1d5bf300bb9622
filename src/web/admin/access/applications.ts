import { form, pages, type AccessLine } from './line';

const ALL = '/admin/applications';
const ONE = `${ALL}/:id`;
const SSO = `${ONE}/sso`;
const CERTIFICATE = `${SSO}/certificate`;
const IDM = `${ONE}/identity-management`;

const write = (path: string, what: string, marks: Parameters<typeof form>[3] = {}): AccessLine =>
  form('applications.write', path, what, marks);

const GENERAL: readonly AccessLine[] = [
  ...pages('applications.read', ALL, '', '/:id', '/:id/general', '/:id/bookmark', '/:id/user-groups', '/:id/activity'),
  ...pages('applications.write', ALL, '/new', '/new/:connector', '/deletion', '/:id/created', '/:id/duplicate'),
  write(ALL, 'Add an application', { once: true }),
  write(`${ALL}/deletion`, 'Delete applications', { recent: true }),
  write(`${ONE}/general`, 'Change the general info of an application'),
  write(`${ONE}/sign-in`, 'Change what an application asks of signing in'),
  write(`${ONE}/image`, 'Change the image of an application'),
  write(`${ONE}/bookmark`, 'Change a bookmark'),
  ...pages('applications.write', ONE, '/guide-link'),
  write(`${ONE}/guide-link`, 'Make a link to the guide of an application', { once: true }),
  write(`${ONE}/guide-link/revocation`, 'Take back the link to a guide'),
  write(`${ONE}/user-groups`, 'Give an application to user groups'),
  write(`${ONE}/user-groups/removal`, 'Take an application from user groups'),
];

const SIGN_ON: readonly AccessLine[] = [
  ...pages('applications.read', SSO, '', '/certificate', '/certificate.pem', '/next-certificate.pem'),
  ...pages('applications.read', SSO, '/metadata/difference', '/preview', '/exchanges', '/exchanges/:exchange'),
  ...pages('applications.write', SSO, '/certificate/upload', '/certificate/revocation', '/test'),
  write(SSO, 'Change the SSO settings'),
  write(`${SSO}/metadata`, 'Read the metadata of a service provider'),
  write(`${SSO}/metadata/choose`, 'Choose from the metadata of a service provider'),
  write(`${SSO}/metadata/apply`, 'Take over the metadata of a service provider'),
  write(`${SSO}/metadata/difference`, 'Decide about new metadata'),
  write(`${SSO}/metadata/source`, 'Change where metadata is read'),
  write(`${SSO}/test`, 'Test the sign-on'),
  // It changes nothing: what would be sent is shown.
  form('applications.read', `${SSO}/preview`, 'Show what would be sent'),
  write(`${CERTIFICATE}/next`, 'Make the next certificate', { recent: true, once: true }),
  write(`${CERTIFICATE}/discard`, 'Discard the next certificate', { recent: true }),
  write(`${CERTIFICATE}/confirmation`, 'Confirm that the service provider has the next certificate'),
  write(`${CERTIFICATE}/plan`, 'Plan the switch to the next certificate', { recent: true }),
  write(`${CERTIFICATE}/switch`, 'Switch to the next certificate', { recent: true }),
  write(`${CERTIFICATE}/back`, 'Go back to the earlier certificate', { recent: true }),
  write(`${CERTIFICATE}/upload`, 'Upload a certificate and its key', { recent: true }),
  write(`${CERTIFICATE}/revocation`, 'Revoke a certificate', { recent: true }),
];

const PROVISIONING: readonly AccessLine[] = [
  ...pages('applications.read', IDM, '', '/pace', '/import', '/import.csv', '/plan', '/plan/steps.csv'),
  ...pages('applications.read', IDM, '/removals/:removal', '/limit', '/groups', '/groups/:group', '/mappings'),
  ...pages('applications.read', IDM, '/mappings/missing', '/drift', '/why/:user', '/compatibility'),
  ...pages('applications.write', IDM, '/deactivation', '/credentials', '/drift/link/:item'),
  write(`${IDM}/test`, 'Test the connection'),
  write(`${IDM}/activation`, 'Activate Identity Management', { recent: true }),
  write(`${IDM}/deactivation`, 'Deactivate the IdM connection', { recent: true }),
  write(`${IDM}/credentials`, 'Change the credentials of an integration', { recent: true }),
  write(`${IDM}/retry`, 'Try changes again'),
  write(`${IDM}/sync`, 'Send everything again'),
  write(`${IDM}/pause`, 'Pause an integration'),
  write(`${IDM}/resume`, 'Let a paused integration go on'),
  write(`${IDM}/pace`, 'Change the pace of an integration'),
  write(`${IDM}/deletion`, 'Choose what becomes of accounts that are removed', { recent: true }),
  write(`${IDM}/limit`, 'Change the limit of removals', { recent: true }),
  write(`${IDM}/removals/:removal/allow`, 'Allow a removal of many accounts', { recent: true }),
  write(`${IDM}/removals/:removal/reject`, 'Reject a removal of many accounts'),
  write(`${IDM}/import/list`, 'Read the list of accounts'),
  write(`${IDM}/import/choice`, 'Import accounts'),
  write(`${IDM}/import/stop`, 'Stop an import of accounts'),
  write(`${IDM}/plan`, 'Make a plan of changes'),
  write(`${IDM}/plan/application`, 'Apply a plan of changes'),
  write(`${IDM}/groups`, 'Choose the groups that are provisioned'),
  write(`${IDM}/groups/:group/retry`, 'Try a group again'),
  write(`${IDM}/groups/:group/foreign`, 'Decide about members that Passo does not know'),
  write(`${IDM}/groups/:group/which`, 'Choose which group there is meant'),
  write(`${IDM}/mappings`, 'Change the attribute mapping'),
  write(`${IDM}/drift/check`, 'Compare the accounts'),
  write(`${IDM}/drift/schedule`, 'Change when accounts are compared'),
  write(`${IDM}/drift/decision`, 'Decide about differences'),
  write(`${IDM}/drift/link/:item`, 'Link an account to a person'),
  write(`${IDM}/why/:user/decision`, 'Decide about an account'),
  write(`${IDM}/why/:user/account`, 'Choose the account of a person'),
  write(`${IDM}/compatibility`, 'Measure the compatibility of an integration'),
];

/** Who may open and change applications. */
export const APPLICATION_ACCESS: readonly AccessLine[] = [...GENERAL, ...SIGN_ON, ...PROVISIONING];
