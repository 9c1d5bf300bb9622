import type { ComponentChildren, VNode } from 'preact';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { ApplicationFrame } from '../frame';
import { certificatePath, type SwitchAnywayProps } from './props';

/** The question before a switch that nothing is ready for, with the order of steps where one side holds one certificate. */
export function SwitchAnywayPage({ chrome, frame, next }: SwitchAnywayProps): VNode {
  const back = certificatePath(frame.slug);
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Switch certificate">
      <Banner kind="warn" title="Nothing shows that the application knows the new certificate">
        If it does not, every sign-on to <bdi>{frame.label}</bdi> fails from the moment you switch until it does.
      </Banner>
      <form class="card" method="post" action={certificatePath(frame.slug, 'switch')} aria-labelledby="order">
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="certificate" value={next.id} />
        <header>
          <h2 id="order">
            If <bdi>{frame.label}</bdi> holds one certificate only
          </h2>
          <p>Both sides have to change within the same minutes. Choose a quiet time and keep this order.</p>
        </header>
        <div class="body stack s4">
          <ol class="steps">
            <Item title="Open its SSO settings with an account that needs no single sign-on">
              You need a way in while sign-ons fail. Keep that window open.
            </Item>
            <Item title="Get the new certificate">
              <a href={`/admin/applications/${frame.slug}/sso/next-certificate.pem`} download="next-certificate.pem">
                Download next-certificate.pem
              </a>{' '}
              and have it ready there, not saved yet.
            </Item>
            <Item title="Choose Switch anyway below">From now on its old certificate does not fit.</Item>
            <Item title="Save the new certificate there at once">From now on sign-ons work again.</Item>
            <Item title="Sign in to it from another browser">
              If it fails, choose Go back here and put the old certificate back there.
            </Item>
          </ol>
        </div>
        <footer>
          <a class="btn" href={back}>
            Not yet
          </a>
          <button class="btn danger push" name="anyway" value="on">
            Switch anyway
          </button>
        </footer>
      </form>
    </ApplicationFrame>
  );
}

function Item({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <li>
      <div>
        <b>{title}</b>
        <p class="muted">{children}</p>
      </div>
    </li>
  );
}
