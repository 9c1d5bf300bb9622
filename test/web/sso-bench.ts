import { addApplication } from '../../src/actions/applications/add';
import type { Actor } from '../../src/actions/deps';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import { getApplication } from '../../src/store/applications';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession } from './browser-session';
import { readForm } from './read-form';

/** An admin with a browser who sets up SAML applications, a new one for every test. */
export interface SsoBench {
  readonly passo: TestPasso;
  readonly actor: Actor;
  readonly browser: BrowserSession;
  /** Counts the applications, so that their values differ. */
  readonly round: () => number;
  readonly add: (connectorId: string, variables?: Record<string, string>) => Promise<Application>;
  readonly stored: (application: Application) => Promise<Application>;
  /** Complete values of the SSO form for the application that was added last. */
  readonly values: () => { spEntityId: string; 'acs.0.url': string };
  readonly fieldsOf: (application: Application) => Promise<Record<string, string | string[]>>;
  /** Opens the tab, changes fields and presses a button. */
  readonly post: (
    application: Application,
    change: Record<string, string>,
    action?: string,
  ) => ReturnType<BrowserSession['send']>;
}

/** The address of an application's SSO tab. */
export const tab = (application: Application): string => `/admin/applications/${application.slug}/sso`;

/** Starts the product and signs its admin in. */
export async function startSsoBench(): Promise<SsoBench> {
  const passo = await startPasso();
  const { actor } = await addAdmin(passo.context);
  const browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  let round = 0;
  const fieldsOf = async (application: Application): Promise<Record<string, string | string[]>> =>
    readForm(await browser.open(tab(application)), tab(application));
  return {
    passo,
    actor,
    browser,
    round: () => round,
    add: (connectorId, variables = {}) => {
      round += 1;
      const naming = { label: `App ${round}`, slug: `app-${round}` };
      return addApplication(passo.context, actor, { connectorId, ...naming, showInPortal: true, variables });
    },
    stored: (application) => getApplication(passo.context.db, application.id),
    values: () => ({ spEntityId: `https://sp${round}.example/sp`, 'acs.0.url': `https://sp${round}.example/acs` }),
    fieldsOf,
    post: async (application, change, action = 'save') =>
      browser.send(tab(application), { ...(await fieldsOf(application)), ...change, action }),
  };
}
