import { leavesOf, sameValue } from '../scim/attribute-path';
import type { Json, ScimAttributes } from '../scim/schemas';
import { alike } from './drift';
import { partOf } from './take-over';

/**
 * Tells whether an account shows that a change whose answer was lost has been applied: every attribute it changed is
 * there as it was sent, and none could be mistaken for what was there before. A change that an SP's own writing of values
 * hides, such as one of letter case, is never taken as applied: sending it again harms nobody, believing it might. Nor is
 * one that takes a value away: an SP that never shows the attribute looks the same.
 * @param there the account as the SP gives it now
 * @param accepted what it held before, as far as the SP has ever accepted something
 * @param intended what it was to hold afterwards
 */
export function showsApplied(
  there: ScimAttributes,
  accepted: ScimAttributes | undefined,
  intended: ScimAttributes,
): boolean {
  const before = leavesOf(accepted ?? {});
  const after = leavesOf(intended);
  const [heldBefore, heldAfter] = [accepted ?? {}, intended].map((sent) => leavesOf(partOf(there, sent)));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !sameValue(before.get(path)?.value, after.get(path)?.value),
  );
  if (changed.length === 0) return false;
  return changed.every((path) => {
    const was = before.get(path)?.value;
    const is = after.get(path)?.value;
    const now: Json | undefined = heldAfter?.get(path)?.value ?? heldBefore?.get(path)?.value;
    return after.has(path) && alike(path, is, now) && !alike(path, was, now);
  });
}
