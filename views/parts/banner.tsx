import type { ComponentChildren, VNode } from 'preact';
import type { FlashMessage } from '../layout/chrome';
import { Icon } from './icon';
import { safeHref } from './safe-href';

/** Good news, a warning, a problem, or a plain remark. */
export interface BannerProps {
  readonly kind: 'ok' | 'warn' | 'bad' | 'info';
  readonly title: string;
  /** What to do, in a sentence. */
  readonly children?: ComponentChildren;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
  /** A form or button at the end, in place of a link. */
  readonly action?: ComponentChildren;
  /** `status` for news of this moment; screen readers say it at once. */
  readonly role?: 'status' | 'alert' | undefined;
}

/** A message across the page. */
export function Banner({ kind, title, children, link, action, role }: BannerProps): VNode {
  return (
    <div class={kind === 'info' ? 'banner' : `banner ${kind}`} role={role}>
      <Icon name={kind === 'ok' ? 'check' : kind === 'info' ? 'info' : 'warn'} />
      <div>
        <strong>{title}</strong>
        {children === undefined || children === null ? null : <p>{children}</p>}
      </div>
      {link === undefined ? (
        (action ?? null)
      ) : (
        <a class="btn small" href={safeHref(link.href)}>
          {link.label}
        </a>
      )}
    </div>
  );
}

/** The message of the form before this page, if there is one. */
export function Flash({ flash }: { readonly flash?: FlashMessage | undefined }): VNode | null {
  if (flash === undefined) return null;
  return (
    <Banner kind={flash.kind} title={flash.title} link={flash.link} role="status">
      {flash.text}
    </Banner>
  );
}
