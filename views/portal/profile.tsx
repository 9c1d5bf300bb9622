import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import { LANGUAGES, type Language } from '../../src/core/languages';
import type { EditableField } from '../../src/core/portal/branding';
import type { Words } from '../../src/words/catalog';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Card } from '../parts/card';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field, Select } from '../parts/field';

/** One thing that is known of a person. */
export interface ProfileRow {
  readonly name: keyof Words['profile']['fields'];
  /** What is known; several for lists. Passwords have none that could be shown. */
  readonly values: readonly string[];
  /** The applications that get it when the person signs on, and those that get every change. */
  readonly signOn: readonly string[];
  readonly always: readonly string[];
}

/** What the profile shows. */
export interface ProfilePageProps {
  readonly chrome: Chrome;
  readonly rows: readonly ProfileRow[];
  /** What the person may edit, with what is there or was typed. */
  readonly editable: readonly { readonly name: EditableField; readonly value?: string }[];
  /** The language the person chose. */
  readonly language?: Language;
  readonly errors?: FieldErrors;
}

/** The languages, each by its own name. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** One's own details, what goes where, and what one may change. */
export function ProfilePage({ chrome, rows, editable, language, errors = {} }: ProfilePageProps): VNode {
  const { profile } = chrome.words;
  return (
    <PortalLayout chrome={chrome} title={profile.title} nav="profile" problem={Object.keys(errors).length > 0}>
      <div class="stack s2">
        <h1>{profile.title}</h1>
        <p class="muted">{profile.lead}</p>
      </div>
      <ErrorSummary errors={errors} />
      <Card id="details" title={profile.details} bare>
        <table class="table fold even">
          <thead>
            <tr>
              <th scope="col">{profile.field}</th>
              <th scope="col">{profile.value}</th>
              <th scope="col">{profile.goesTo}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <td>
                  <b>{profile.fields[row.name]}</b>
                </td>
                <td data-th={profile.value}>
                  <Values chrome={chrome} row={row} />
                </td>
                <td data-th={profile.goesTo}>
                  <GoesTo chrome={chrome} row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {editable.length === 0 ? (
        <p class="small muted">
          {profile.askAdmin} <a href="/help">{profile.whomToAsk}</a>
        </p>
      ) : (
        <Card id="edit" title={profile.edit} lead={profile.editLead}>
          <form method="post" action="/profile" class="stack s4 tight">
            <CsrfField token={chrome.csrfToken} />
            {editable.map(({ name, value }) => (
              <Field
                name={name}
                label={profile.fields[name]}
                value={value}
                type={name.endsWith('Phone') ? 'tel' : 'text'}
                help={helpOf(profile, name)}
                required={false}
                error={errors[name]}
              />
            ))}
            <div class="row">
              <button class="btn main">{profile.save}</button>
            </div>
          </form>
        </Card>
      )}
      <Card id="language" title={profile.language} lead={profile.languageLead}>
        <form method="post" action="/profile/language" class="stack s4 tight">
          <CsrfField token={chrome.csrfToken} />
          <Select
            name="language"
            label={profile.language}
            value={language ?? ''}
            options={[
              { value: '', label: profile.byBrowser },
              ...LANGUAGES.map((tag) => ({ value: tag, label: NAMES[tag] })),
            ]}
          />
          <div class="row">
            <button class="btn">{profile.save}</button>
          </div>
        </form>
      </Card>
    </PortalLayout>
  );
}

function Values({ chrome, row }: { readonly chrome: Chrome; readonly row: ProfileRow }): VNode {
  const { profile } = chrome.words;
  if (row.name === 'password') return <span class="muted">{profile.hidden}</span>;
  if (row.values.length === 0) return <span class="muted">{profile.noValue}</span>;
  return (
    <>
      {row.values.map((value, index) => (
        <>
          {index === 0 ? null : <br />}
          <bdi>{value}</bdi>
        </>
      ))}
    </>
  );
}

function GoesTo({ chrome, row }: { readonly chrome: Chrome; readonly row: ProfileRow }): VNode {
  const { profile } = chrome.words;
  const list = new Intl.ListFormat(chrome.language, { type: 'conjunction' });
  if (row.signOn.length + row.always.length === 0) return <span class="muted">{profile.nowhere}</span>;
  return (
    <>
      {row.always.length === 0 ? null : <span>{profile.always({ names: list.format(row.always) })}</span>}
      {row.always.length > 0 && row.signOn.length > 0 ? <br /> : null}
      {row.signOn.length === 0 ? null : <span>{profile.signOn({ names: list.format(row.signOn) })}</span>}
    </>
  );
}

function helpOf(profile: Words['profile'], name: EditableField): string | undefined {
  if (name === 'timezone') return profile.timezoneHelp;
  return name === 'locale' || name === 'preferredLanguage' ? profile.languageHelp : undefined;
}
