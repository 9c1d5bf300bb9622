import type { VNode } from 'preact';

/** A value to paste into Passo, with a button that copies it. */
export function CopyField({
  id,
  label,
  value,
  help,
}: {
  id: string;
  label: string;
  value: string;
  help?: string;
}): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        <input class="input" id={id} readOnly value={value} />
        <button class="btn" type="button" data-copy={id} aria-label={`Copy ${label}`}>
          Copy
        </button>
      </div>
      {help === undefined ? null : <span class="help">{help}</span>}
    </div>
  );
}

/** A moment, exact for programs and readable for people. @param at milliseconds since the epoch */
export function Moment({ at }: { at: number }): VNode {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso}>
      {`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}
    </time>
  );
}

/** The attributes of an assertion as terms and values; a name without a value says so. */
export function AttributeList({ attributes }: { attributes: Readonly<Record<string, readonly string[]>> }): VNode {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return <p class="small muted">No attributes were sent.</p>;
  return (
    <dl class="facts">
      {entries.map(([name, values]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{values.join(', ') || '(empty)'}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
