import { fromLeaves, leavesOf, sameValue, type Leaf } from './attribute-path';
import type { Json, ScimAttributes } from './schemas';

/** One operation of a PatchOp message (RFC 7644 section 3.5.2). */
export type PatchOperation =
  | { readonly op: 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** Paths that are not patched. */
export interface DiffOptions {
  /** The SP never lets them change (M-101). */
  readonly immutable: readonly string[];
  /** The connector sends them with a new account only. */
  readonly createOnly: readonly string[];
  /** All that is sent; what is not among it is left as it is, because an admin switched it off. Absent: everything. */
  readonly covered?: ReadonlySet<string>;
}

/**
 * Finds the smallest PatchOp that turns what an SP holds into what it should hold (RFC 7644 section 3.5.2): one operation
 * per changed attribute, multi-valued attributes as a whole, and `remove` for values that were cleared. A replace of an
 * attribute the SP does not hold yet counts as an add (section 3.5.2.3), so that no operation depends on what is there.
 * @param accepted the user as the SP last accepted it; undefined when that is not known
 * @param inDoubt the user of a request that was not answered: where it differs from `accepted`, either may be true, so
 *   the attribute is sent again
 * @param wanted the user as it should be
 * @returns operations in the order of the wanted attributes, removals last; empty when nothing has to be sent
 */
export function diffUser(
  accepted: ScimAttributes | undefined,
  inDoubt: ScimAttributes | undefined,
  wanted: ScimAttributes,
  options: DiffOptions,
): PatchOperation[] {
  const before = leavesOf(accepted ?? {});
  const doubted = inDoubt === undefined ? before : leavesOf(inDoubt);
  const after = leavesOf(wanted);
  const fixed = fixedPaths(options);
  const operations: PatchOperation[] = [];
  for (const path of new Set([...after.keys(), ...before.keys(), ...doubted.keys()])) {
    const value = after.get(path)?.value;
    const held = before.get(path)?.value;
    const certain = sameValue(held, doubted.get(path)?.value);
    if (fixed.has(path) || (certain && sameValue(held, value))) continue;
    if (value === undefined && options.covered?.has(path) === false) continue;
    operations.push(value === undefined ? { op: 'remove', path } : { op: 'replace', path, value });
  }
  return operations;
}

/**
 * The user an SP holds once it has accepted the operations of `diffUser`: what is wanted, with the attributes that are
 * not patched as they were.
 */
export function afterDiff(
  accepted: ScimAttributes | undefined,
  wanted: ScimAttributes,
  options: DiffOptions,
): ScimAttributes {
  const fixed = fixedPaths(options);
  const kept = [...leavesOf(accepted ?? {}).values()].filter((leaf) => fixed.has(leaf.path));
  const sent = [...leavesOf(wanted).values()].filter((leaf) => !fixed.has(leaf.path));
  return fromLeaves([...sent, ...kept]);
}

/**
 * What is in doubt once a request goes out: the attributes it changes, and those an earlier request left in doubt. Kept
 * before sending, so that an attribute set there and back by two lost requests is still sent again.
 * @param sent the user the SP would hold after the request
 */
export function mergeDoubt(
  accepted: ScimAttributes | undefined,
  inDoubt: ScimAttributes | undefined,
  sent: ScimAttributes,
): ScimAttributes {
  if (inDoubt === undefined) return sent;
  const before = leavesOf(accepted ?? {});
  const doubted = leavesOf(inDoubt);
  const after = leavesOf(sent);
  const merged: Leaf[] = [];
  for (const path of new Set([...before.keys(), ...doubted.keys(), ...after.keys()])) {
    const changed = !sameValue(before.get(path)?.value, after.get(path)?.value);
    const leaf = (changed ? after : doubted).get(path);
    if (leaf !== undefined) merged.push(leaf);
  }
  return fromLeaves(merged);
}

function fixedPaths(options: DiffOptions): ReadonlySet<string> {
  return new Set([...options.immutable, ...options.createOnly]);
}
