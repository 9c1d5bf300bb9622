import type { ComponentChildren } from 'preact';

import type { SignIn } from '../../src/dev/simulator/saml/service-provider';

import { Page, toHtml } from './page';
import { AttributeList, Moment } from './parts';

/** The page of the person who is signed in: what the assertion said about them, and the ways out. */
export function renderMe(view: { name: string; signIn: SignIn; everywhere: boolean }): string {
  const { name, signIn, everywhere } = view;
  return toHtml(
    <Page title="Signed in" name={name} gate>
      <section class="card">
        <span class="badge ok">Signed in</span>
        <h1>
          <bdi>{signIn.nameId}</bdi>
        </h1>
        <dl class="facts">
          <div>
            <dt>NameID format</dt>
            <dd class="mono">{signIn.nameIdFormat === '' ? 'not given' : breakable(signIn.nameIdFormat)}</dd>
          </div>
          <div>
            <dt>Started at</dt>
            <dd>{signIn.startedBy === 'sp' ? 'this application' : 'the identity provider'}</dd>
          </div>
          <div>
            <dt>Signed in</dt>
            <dd>
              <Moment at={signIn.at} />
            </dd>
          </div>
          {signIn.relayState === undefined ? null : (
            <div>
              <dt>RelayState</dt>
              <dd class="mono">{signIn.relayState}</dd>
            </div>
          )}
        </dl>
        <h2>Attributes</h2>
        <AttributeList attributes={signIn.attributes} />
        <div class="row">
          {everywhere ? (
            <form method="post" action="/logout/everywhere">
              <button class="btn main">Sign out</button>
            </form>
          ) : null}
          <form method="post" action="/logout">
            <button class="btn">Sign out here only</button>
          </form>
          <a href="/">Status page</a>
        </div>
      </section>
    </Page>,
  );
}

/** A URN that may go over several lines, after its colons. */
function breakable(urn: string): ComponentChildren {
  return urn.split(/(?<=:)/).flatMap((part) => [part, <wbr />]);
}
