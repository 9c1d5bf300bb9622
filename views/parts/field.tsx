import type { ComponentChildren, VNode } from 'preact';
import { withReading } from './reading/reading';

/** What every control of a form has. */
interface ControlProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** The sentence of a refused form. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  /** The id where the name alone is not unique on the page. */
  readonly id?: string | undefined;
}

/** A line of text, or several with `rows`. */
export interface FieldProps extends ControlProps {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'number' | 'file' | 'search' | 'date' | undefined;
  readonly autocomplete?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly inputMode?: 'numeric' | 'url' | 'email' | 'tel' | undefined;
  readonly readOnly?: boolean | undefined;
  readonly rows?: number | undefined;
  readonly accept?: string | undefined;
  readonly maxLength?: number | undefined;
  /** A user name or key: no capitals and no spelling help. */
  readonly exact?: boolean | undefined;
  /** Fixed text in front of what is typed, such as an address. */
  readonly prefix?: string | undefined;
}

/** The id of the control with a name; error summaries link to it. */
export function fieldId(name: string): string {
  return `f-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}

/** Frame of a control: label, help and error, tied together for screen readers. */
const Framed = withReading(
  (props: ControlProps & { readonly control: (described: string | undefined) => VNode }, reading): VNode => {
    const { frame } = reading.words;
    const { name, label, help, error, required, control } = props;
    const id = props.id ?? fieldId(name);
    const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
    return (
      <div class={error === undefined ? 'field' : 'field wrong'}>
        <label for={id}>
          {label}
          {required === false ? <span class="muted">{frame.optional}</span> : null}
        </label>
        {control(described === '' ? undefined : described)}
        {help === undefined ? null : (
          <span class="help" id={`${id}-help`}>
            {help}
          </span>
        )}
        {error === undefined ? null : (
          <span class="error" id={`${id}-error`}>
            {error}
          </span>
        )}
      </div>
    );
  },
);

/** A text field with its label, help and error. */
export function Field(props: FieldProps): VNode {
  const { name, value, error, required, type = 'text', exact = false } = props;
  const id = props.id ?? fieldId(name);
  const common = {
    class: 'input',
    id,
    name,
    required: required === true,
    readOnly: props.readOnly === true,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    autocomplete: props.autocomplete,
    placeholder: props.placeholder,
    maxlength: props.maxLength,
    autocapitalize: exact ? ('none' as const) : undefined,
    spellcheck: exact ? false : undefined,
  };
  return (
    <Framed
      {...props}
      control={(described) => {
        if (props.rows !== undefined) {
          return <textarea {...common} rows={props.rows} aria-describedby={described} value={value} />;
        }
        const input = (
          <input
            {...common}
            type={type}
            value={type === 'password' || type === 'file' ? undefined : value}
            inputMode={props.inputMode}
            accept={props.accept}
            aria-describedby={described}
          />
        );
        if (type === 'password') return <Shown id={id}>{input}</Shown>;
        return props.prefix === undefined ? (
          input
        ) : (
          <div class="prefixed">
            <span class="mono">{props.prefix}</span>
            {input}
          </div>
        );
      }}
    />
  );
}

const Shown = withReading(
  ({ id, children }: { readonly id: string; readonly children: ComponentChildren }, reading): VNode => {
    const { frame } = reading.words;
    return (
      <div class="pw">
        {children}
        <button
          class="btn quiet small needs-script"
          type="button"
          data-show={id}
          aria-pressed="false"
          aria-controls={id}
          aria-label={frame.showTyped}
          data-other={frame.hide}
          data-other-label={frame.hideTyped}
        >
          {frame.show}
        </button>
      </div>
    );
  },
);

/** One of a few. */
export interface SelectProps extends ControlProps {
  readonly value?: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A choice of one from a list. */
export function Select(props: SelectProps): VNode {
  const { name, value, options, error, required } = props;
  return (
    <Framed
      {...props}
      control={(described) => (
        <select
          class="input"
          id={props.id ?? fieldId(name)}
          name={name}
          required={required === true}
          aria-invalid={error === undefined ? undefined : 'true'}
          aria-describedby={described}
        >
          {options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** A box to tick, or one of several round ones. */
export interface CheckProps {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly value?: string | undefined;
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly required?: boolean | undefined;
  readonly help?: ComponentChildren;
  readonly type?: 'checkbox' | 'radio' | undefined;
  readonly id?: string | undefined;
}

/** A check box or radio button with its words. */
export function Check({ type = 'checkbox', value = 'on', ...props }: CheckProps): VNode {
  return (
    <label class="check">
      <input
        type={type}
        id={props.id}
        name={props.name}
        value={value}
        checked={props.checked === true}
        disabled={props.disabled === true}
        required={props.required === true}
      />
      <span>
        {props.label}
        {props.help === undefined ? null : <span class="sub">{props.help}</span>}
      </span>
    </label>
  );
}
