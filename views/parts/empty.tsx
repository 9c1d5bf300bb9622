import type { ComponentChildren, VNode } from 'preact';
import { Icon, type IconName } from './icon';

/** A list with nothing in it: what it is, what is needed, and one way on. */
export interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text?: ComponentChildren;
  /** Links or buttons. */
  readonly children?: ComponentChildren;
}

/** The place of a list that is empty. */
export function Empty({ icon, title, text, children }: EmptyProps): VNode {
  return (
    <div class="empty">
      <Icon name={icon} size={32} />
      <p class="title">{title}</p>
      {text === undefined ? null : <p>{text}</p>}
      {children === undefined ? null : <div class="row">{children}</div>}
    </div>
  );
}
