import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Card } from '../parts/card';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { Named, namedText, NAME_PLACE } from '../parts/reading/named';
import { factorHref } from './second-factor-cards';

/** A page about one second factor. */
export interface FactorPageProps {
  readonly chrome: Chrome;
  readonly factor: { readonly id: string; readonly name: string };
  readonly message?: string;
}

/** Giving a second factor another name. */
export function RenameFactorPage(
  props: FactorPageProps & { readonly typed: string; readonly errors: FieldErrors },
): VNode {
  const { chrome, factor, typed, errors, message } = props;
  const { cards } = chrome.words.secondFactor;
  const text = cards.renameTitle({ name: NAME_PLACE });
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <PortalLayout chrome={chrome} title={namedText({ text, name: factor.name })} nav="security" problem={problem}>
      <h1>
        <Named text={text} name={factor.name} />
      </h1>
      <ErrorSummary errors={errors} message={message} />
      <Card id="rename" title={cards.nameHead}>
        <form method="post" action={factorHref(factor.id, 'name')} class="stack s4 tight">
          <CsrfField token={chrome.csrfToken} />
          <Field
            name="name"
            label={cards.newName}
            value={typed}
            autocomplete="off"
            maxLength={128}
            required
            error={errors['name']}
          />
          <div class="row">
            <button class="btn main">{cards.save}</button>
            <a class="btn quiet" href="/security">
              {cards.cancel}
            </a>
          </div>
        </form>
      </Card>
    </PortalLayout>
  );
}

/** Asks before a second factor is removed. */
export function RemoveFactorPage(props: FactorPageProps & { readonly last: boolean }): VNode {
  const { chrome, factor, last, message } = props;
  const { cards } = chrome.words.secondFactor;
  const text = cards.removeTitle({ name: NAME_PLACE });
  return (
    <PortalLayout
      chrome={chrome}
      title={namedText({ text, name: factor.name })}
      nav="security"
      problem={message !== undefined}
    >
      <h1>
        <Named text={text} name={factor.name} />
      </h1>
      <ErrorSummary message={message} />
      <Card id="removal" title={cards.remove}>
        <form method="post" action={factorHref(factor.id, 'removal')} class="stack s4 tight">
          <CsrfField token={chrome.csrfToken} />
          <p>{last ? `${cards.removeText} ${cards.removeLast}` : cards.removeText}</p>
          <div class="row">
            <button class="btn danger">{cards.removeButton}</button>
            <a class="btn quiet" href="/security">
              {cards.cancel}
            </a>
          </div>
        </form>
      </Card>
    </PortalLayout>
  );
}
