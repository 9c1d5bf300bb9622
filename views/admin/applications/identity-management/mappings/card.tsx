import type { VNode } from 'preact';
import { Card } from '../../../../parts/card';
import { counted } from '../../../../parts/words';
import type { FrameProps } from '../../props';
import type { MappingsProps } from '../props';

/** What is sent of a person, row by row, and what never is (M-105). */
export function Mappings({ frame, mappings }: { readonly frame: FrameProps; readonly mappings: MappingsProps }): VNode {
  const { rows, preview, notSent, passwords } = mappings;
  return (
    <Card id="mappings" title="Attribute Mappings" end={<Chooser frame={frame} preview={preview} />} bare>
      <table class="table fold">
        <caption class="vh">What is sent of a person, with a preview</caption>
        <thead>
          <tr>
            <th scope="col">Passo field</th>
            <th scope="col">SCIM attribute</th>
            <th scope="col">
              <bdi>{frame.label}</bdi> field
            </th>
            <th scope="col">Preview</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td>
                <b>{row.field}</b>
                {row.note === undefined ? null : <small>{row.note}</small>}
              </td>
              <td data-th="SCIM attribute">
                <code>
                  <bdi>{row.to}</bdi>
                </code>
              </td>
              <td data-th="Their field">
                <bdi>{row.label}</bdi>
              </td>
              <td data-th="Preview">
                {row.preview === undefined ? (
                  <span class="muted">
                    {!row.sent ? 'Not sent' : preview.chosenId === undefined ? '–' : 'Empty, not sent'}
                  </span>
                ) : (
                  <bdi>{row.preview}</bdi>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {passwords === undefined ? null : (
        <footer>
          <span>{passwordWords(passwords)}</span>
        </footer>
      )}
      <footer>
        <a class="btn small" href={`/admin/applications/${frame.slug}/identity-management/mappings`}>
          Change attributes
        </a>
        {preview.granted === false ? <span>This person has no access, so nothing is sent.</span> : null}
        {notSent.length === 0 ? null : <span>Not supported and never sent: {notSent.join(', ')}.</span>}
      </footer>
    </Card>
  );
}

/** Only hashes are stored here, so a password can be sent only when it is set or changed. */
function passwordWords({ waiting, unknown }: NonNullable<MappingsProps['passwords']>): string {
  const later = `Password will be pushed at next change: ${counted(unknown, 'user', 'users')}.`;
  const line = waiting === 0 ? '' : ` ${counted(waiting, 'password waits', 'passwords wait')} to be sent.`;
  return unknown === 0 && waiting === 0 ? 'The password of everybody with an account was sent.' : `${later}${line}`;
}

function Chooser(props: { readonly frame: FrameProps; readonly preview: MappingsProps['preview'] }): VNode | null {
  const { people, chosenId } = props.preview;
  if (people.length === 0) return null;
  return (
    <form class="row" method="get" action={`/admin/applications/${props.frame.slug}/identity-management`}>
      <label class="small muted" for="preview-person">
        Preview with
      </label>
      <select class="input slim" id="preview-person" name="person">
        <option value="">Nobody</option>
        {people.map(({ id, name }) => (
          <option value={id} selected={id === chosenId}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn small">Show</button>
    </form>
  );
}
