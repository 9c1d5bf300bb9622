import type { MemberDelta } from '../client-types';
import type { ScimFacts } from '../facts';
import type { Refusal } from './lessons';

/** How a group is written for one SP. */
export interface GroupForm extends Pick<
  ScimFacts,
  'members' | 'memberRemoval' | 'opCase' | 'etag' | 'excludesMembers'
> {
  /** Additions and new names go with a path, or as an object without one. */
  readonly paths: boolean;
}

const TOO_MANY = /too (?:many|large|big)|at most|maximum|\blimit/i;
const OP_WORD = /\bop\b|\boperations?\b/i;

/**
 * Finds the form to try next after a refusal of a group's change; undefined when it speaks of something else. That PATCH
 * is not there at all (405, 501) is met with PUT; `noTarget` means that somebody is no member, and no more.
 */
export function nextGroupForm(
  form: GroupForm,
  change: MemberDelta & { readonly displayName?: string; readonly explore: boolean },
  { status, scimType, detail }: Refusal,
): GroupForm | undefined {
  if (status === 412 || status === 428) return form.etag === 'required' ? undefined : { ...form, etag: 'required' };
  if (status === 405 || status === 501) return { ...form, members: form.members === 'patch' ? 'put' : 'patch' };
  if (status === 413) return undefined;
  if (form.excludesMembers && form.members === 'patch' && /excluded/i.test(detail))
    return { ...form, excludesMembers: false };
  if (form.members === 'put' || scimType === 'notarget' || scimType === 'uniqueness' || scimType === 'mutability')
    return undefined;
  if (scimType !== 'invalidpath' && OP_WORD.test(detail) && !/\bpath\b|\bfilter\b/i.test(detail)) {
    return { ...form, opCase: form.opCase === 'lower' ? 'title' : 'lower' };
  }
  const ofPath =
    scimType === 'invalidpath' || scimType === 'invalidfilter' || /\bpath\b|\bfilter\b|members\[/i.test(detail);
  const unsaid = change.explore && (scimType === '' || scimType === 'invalidsyntax') && detail === '';
  if (!ofPath && !unsaid) return undefined;
  if (change.remove.length > 0) {
    const memberRemoval = form.memberRemoval === 'filter' ? 'value' : 'filter';
    if (change.add.length === 0 || memberRemoval === 'value') return { ...form, memberRemoval };
  }
  if (change.add.length > 0 || change.displayName !== undefined) return { ...form, paths: !form.paths };
  return undefined;
}

/**
 * Says how many members a request may carry after one was refused for its size; undefined when the refusal speaks of
 * something else. A number the SP names is believed when it is smaller, else it is a hundred, ten, one.
 * @param count members of the refused request
 */
export function smallerPiece(count: number, { status, scimType, detail }: Refusal): number | undefined {
  const said =
    status === 413 || scimType === 'toomany' || ((status === 400 || status === 422) && TOO_MANY.test(detail));
  if (!said || count <= 1) return undefined;
  const numbers = (detail.match(/\d+/g) ?? []).map(Number).filter((number) => number >= 1 && number < count);
  if (numbers.length > 0) return Math.max(...numbers);
  return count > 100 ? 100 : count > 10 ? 10 : 1;
}
