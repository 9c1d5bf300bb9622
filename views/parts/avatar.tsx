import type { VNode } from 'preact';

/** The letters that stand for a name: the first of its first and of its last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${Array.from(first)[0] ?? '?'}${Array.from(last)[0] ?? ''}`.toUpperCase();
}

/** A person as a circle with their letters. */
export function Avatar({ name }: { readonly name: string }): VNode {
  return (
    <span class="avatar" aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** A person in a list: letters, name, and what is below the name. With an address the name is a link. */
export interface WhoProps {
  readonly name: string;
  readonly below?: string | undefined;
  readonly href?: string | undefined;
}

/** A person's letters, name and user name, as lists show them. */
export function Who({ name, below, href }: WhoProps): VNode {
  return (
    <div class="who">
      <Avatar name={name} />
      <div>
        <b>
          {href === undefined ? (
            <bdi>{name}</bdi>
          ) : (
            <a href={href}>
              <bdi>{name}</bdi>
            </a>
          )}
        </b>
        {below === undefined ? null : (
          <small>
            <bdi>{below}</bdi>
          </small>
        )}
      </div>
    </div>
  );
}
