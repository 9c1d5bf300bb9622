import type { VNode } from 'preact';

/** Stands in a sentence where a name goes. No name holds it: it stands for an object that text can't show. */
export const NAME_PLACE = '\uFFFC';

/** A sentence with a name in it. */
export interface NamedProps {
  /** A sentence of the catalogue, made with `NAME_PLACE` for the name. */
  readonly text: string;
  /** What somebody called something, in whatever direction it is written. */
  readonly name: string;
}

/** A sentence whose name is kept apart from it: its letters do not turn the order of the words around it. */
export function Named({ text, name }: NamedProps): VNode {
  const [first = '', ...others] = text.split(NAME_PLACE);
  return (
    <>
      {first}
      {others.map((after) => (
        <>
          <bdi>{name}</bdi>
          {after}
        </>
      ))}
    </>
  );
}

/** The same as plain text, for titles and labels. */
export function namedText({ text, name }: NamedProps): string {
  return text.split(NAME_PLACE).join(name);
}
