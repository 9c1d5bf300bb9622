import { Page, toHtml } from './page';

/** A form that carries an AuthnRequest to the identity provider. */
export interface SendRequestView {
  readonly name: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The page of the HTTP-POST binding: it sends itself, or waits for the button where scripts are off. */
export function renderSendRequest({ name, action, fields }: SendRequestView): string {
  return toHtml(
    <Page title="Signing in" name={name} gate script="/send.js">
      <section class="card">
        <h1>On the way to sign-in</h1>
        <form method="post" action={action}>
          {Object.entries(fields).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <button class="btn main">Continue</button>
        </form>
      </section>
    </Page>,
  );
}
