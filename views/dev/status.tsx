import type { VNode } from 'preact';

import type { DefectDefinition } from '../../src/dev/simulator/defects';
import type { RecordedRequest } from '../../src/dev/simulator/record';
import type { SignIn } from '../../src/dev/simulator/saml/service-provider';
import type { SimulatedAccount } from '../../src/dev/simulator/types';

import { DefectForm } from './defect-form';
import { Page, toHtml } from './page';
import { AttributeList, CopyField, Moment } from './parts';
import { Accounts, Requests } from './tables';

/** A defect with the value it has now. */
export interface DefectView extends DefectDefinition {
  readonly value: boolean | number | string | undefined;
}

/** Defects that belong together. */
export interface DefectGroupView {
  readonly title: string;
  readonly defects: readonly DefectView[];
}

/** Everything the status page shows. */
export interface StatusView {
  readonly name: string;
  readonly now: number;
  readonly entityId: string;
  readonly acsUrl: string;
  readonly metadataUrl: string;
  readonly scimBaseUrl: string;
  readonly token: string;
  readonly idp: { readonly kind: 'none' } | { readonly kind: 'file' } | { readonly kind: 'url'; readonly url: string };
  readonly signedInAs?: string;
  /** Newest first. */
  readonly signIns: readonly SignIn[];
  readonly accounts: readonly SimulatedAccount[];
  readonly accountCount: number;
  readonly groupCount: number;
  /** Newest first. */
  readonly requests: readonly RecordedRequest[];
  readonly requestCount: number;
  readonly defects: readonly DefectGroupView[];
  /** What has just been done. */
  readonly notice?: string;
}

/** The status page of a simulated service provider. */
export function renderStatus(view: StatusView): string {
  return toHtml(
    <Page title="Status" name={view.name}>
      <div class="hello">
        <div>
          <h1>{view.name}</h1>
          <p>
            As of <Moment at={view.now} />. <a href="/">Refresh</a>
          </p>
        </div>
      </div>
      {view.notice === undefined ? null : (
        <div class="banner ok" role="status">
          <span />
          <strong>{view.notice}</strong>
        </div>
      )}
      <div class="two">
        <SignInCard view={view} />
        <ValuesCard view={view} />
      </div>
      <SignIns signIns={view.signIns} />
      <Accounts accounts={view.accounts} total={view.accountCount} groups={view.groupCount} />
      <Requests requests={view.requests} total={view.requestCount} />
      <DefectForm groups={view.defects} />
      <ResetCard />
    </Page>,
  );
}

function SignInCard({ view }: { view: StatusView }): VNode {
  const url = view.idp.kind === 'url' ? view.idp.url : '';
  return (
    <section class="card">
      <header>
        <h2>Sign in</h2>
      </header>
      <div class="body stack">
        {view.signedInAs === undefined ? (
          <p class="small">Nobody is signed in here in this browser.</p>
        ) : (
          <p class="small">
            Signed in as{' '}
            <a href="/me">
              <bdi>{view.signedInAs}</bdi>
            </a>
            .
          </p>
        )}
        {view.idp.kind === 'none' ? null : (
          <div class="row">
            <a class="btn main" href="/login">
              Sign in through Passo
            </a>
            <a class="btn" href="/login?binding=post">
              Sign in by HTTP-POST
            </a>
          </div>
        )}
        <form method="post" action="/idp" class="stack s3">
          <div class="field">
            <label for="idp-url">Metadata URL of Passo</label>
            <input class="input" id="idp-url" name="metadataUrl" type="url" required value={url} autocomplete="off" />
            <span class="help">
              {view.idp.kind === 'file'
                ? 'Passo’s metadata was given when this simulator started.'
                : 'From the SSO tab of this application in Passo.'}
            </span>
          </div>
          <div class="row">
            <button class="btn">Save Metadata URL</button>
          </div>
        </form>
      </div>
    </section>
  );
}

function ValuesCard({ view }: { view: StatusView }): VNode {
  return (
    <section class="card">
      <header>
        <h2>Paste into Passo</h2>
      </header>
      <div class="body stack s4">
        <CopyField id="v-entity" label="SP Entity ID" value={view.entityId} />
        <CopyField id="v-acs" label="ACS URL" value={view.acsUrl} />
        <CopyField id="v-metadata" label="Metadata URL" value={view.metadataUrl} />
        <CopyField id="v-scim" label="Base URL" value={view.scimBaseUrl} />
        <CopyField id="v-token" label="Token Key" value={view.token} />
      </div>
    </section>
  );
}

function SignIns({ signIns }: { signIns: readonly SignIn[] }): VNode {
  return (
    <section class="card">
      <header>
        <h2>Sign-ins</h2>
        <span class="count">{signIns.length}</span>
      </header>
      {signIns.length === 0 ? (
        <div class="empty">
          <h3>No sign-ins yet</h3>
          <p>Sign in here, or open this application from its tile in Passo.</p>
        </div>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Time</th>
              <th scope="col">Started at</th>
              <th scope="col">Attributes</th>
            </tr>
          </thead>
          <tbody>
            {signIns.map((signIn, index) => (
              <tr key={index}>
                <td>
                  <bdi>{signIn.nameId}</bdi>
                </td>
                <td data-th="Time">
                  <Moment at={signIn.at} />
                </td>
                <td data-th="Started at">{signIn.startedBy === 'sp' ? 'This application' : 'Passo'}</td>
                <td data-th="Attributes">
                  <AttributeList attributes={signIn.attributes} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ResetCard(): VNode {
  return (
    <section class="card">
      <header>
        <h2>Start over</h2>
        <p>Removes every account, group, sign-in and recorded request of this simulator.</p>
      </header>
      <div class="body">
        <form method="post" action="/simulator/reset">
          <input type="hidden" name="confirm" value="yes" />
          <button class="btn danger">Remove everything</button>
        </form>
      </div>
    </section>
  );
}
