import type { VNode } from 'preact';
import { Banner } from '../../parts/banner';

/** Which applications have a group of this name already, a sentence for each; undefined when nobody asks. */
interface ClashProps {
  readonly clash?: readonly string[] | undefined;
}

/** Says that a name is taken at an application before it is saved here. */
export function ClashBanner({ clash }: ClashProps): VNode | null {
  if (clash === undefined) return null;
  return (
    <Banner kind="warn" title="Not saved yet: an application has a group of this name" role="status">
      {clash.join(' ')} Two groups of one name are hard to tell apart there, and some applications refuse the second.
      Choose another name, or save again to keep this one.
    </Banner>
  );
}

/** Says that this name was warned of, so that saving it again goes on. */
export function ClashField({ clash, name }: ClashProps & { readonly name: string }): VNode | null {
  return clash === undefined ? null : <input type="hidden" name="nameSeen" value={name} />;
}
