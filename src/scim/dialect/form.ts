import { fromLeaves, leavesOf } from '../attribute-path';
import type { ScimFacts } from '../facts';
import type { PatchOperation } from '../patch';
import { PATCH_OP_SCHEMA, USER_SCHEMA, type Json, type ScimAttributes } from '../schemas';

/** How a user is written for one SP. Every part of it is a fact, but `clears`, which is found out when it matters. */
export interface Form {
  readonly change: ScimFacts['change'];
  readonly opCase: ScimFacts['opCase'];
  readonly booleans: ScimFacts['booleans'];
  readonly etag: ScimFacts['etag'];
  readonly unknown: readonly string[];
  /** How a PATCH without paths takes a value away: by a remove with a path all the same, or by null. */
  readonly clears: 'path' | 'null';
}

/** The form that is known to be right, or that RFC 7644 lets one expect. */
export function formOf(facts: ScimFacts): Form {
  const { change, opCase, booleans, etag, unknownAttributes } = facts;
  return { change, opCase, booleans, etag, unknown: unknownAttributes, clears: 'path' };
}

/** The facts in which one form differs from another. */
export function factsBetween(before: Form, after: Form): Partial<ScimFacts> {
  return {
    ...(before.change === after.change ? {} : { change: after.change }),
    ...(before.opCase === after.opCase ? {} : { opCase: after.opCase }),
    ...(before.booleans === after.booleans ? {} : { booleans: after.booleans }),
    ...(before.etag === after.etag ? {} : { etag: after.etag }),
    ...(before.unknown === after.unknown ? {} : { unknownAttributes: after.unknown }),
  };
}

/**
 * Writes a PatchOp message (RFC 7644 section 3.5.2) in a form.
 * @returns undefined when nothing is left to send, because the SP knows none of the attributes
 */
export function patchMessage(operations: readonly PatchOperation[], form: Form): object | undefined {
  const known = operations.filter(({ path }) => !isUnknown(path, form));
  if (known.length === 0) return undefined;
  if (form.change !== 'patch-no-path') {
    return messageOf(
      known.map((one) =>
        one.op === 'remove'
          ? { op: opWord('remove', form), path: one.path }
          : { op: opWord('replace', form), path: one.path, value: spelled(one.path, one.value, form) },
      ),
    );
  }
  const set: { place: readonly string[]; path: string; value: Json }[] = [];
  const removed: object[] = [];
  for (const one of known) {
    const place = placeOfPath(one.path);
    if (one.op === 'replace') set.push({ place, path: one.path, value: spelled(one.path, one.value, form) });
    else if (form.clears === 'null') set.push({ place, path: one.path, value: null });
    else removed.push({ op: opWord('remove', form), path: one.path });
  }
  const replaced = set.length === 0 ? [] : [{ op: opWord('replace', form), value: fromLeaves(set) }];
  return messageOf([...replaced, ...removed]);
}

/** Puts operations into a message. */
export function messageOf(operations: readonly object[]): object {
  return { schemas: [PATCH_OP_SCHEMA], Operations: operations };
}

/** The word in `op`: small as RFC 7644 wants it, or as Entra writes it. */
export function opWord(op: 'add' | 'replace' | 'remove', { opCase }: Pick<Form, 'opCase'>): string {
  return opCase === 'lower' ? op : `${op.charAt(0).toUpperCase()}${op.slice(1)}`;
}

/** The body that creates a user: it names the schemas it uses (RFC 7643 section 3). */
export function userBody(attributes: ScimAttributes, form: Form): ScimAttributes {
  const sent = inForm(attributes, form);
  const extensions = Object.keys(sent).filter((name) => name.startsWith('urn:'));
  return { schemas: [USER_SCHEMA, ...extensions], ...sent };
}

/** A user without what the SP does not know, and with `active` as it reads it. */
export function inForm(attributes: ScimAttributes, form: Form): ScimAttributes {
  if (form.unknown.length === 0 && form.booleans === 'json') return attributes;
  const leaves = [...leavesOf(attributes).values()].filter(({ path }) => !isUnknown(path, form));
  return fromLeaves(leaves.map((leaf) => ({ ...leaf, value: spelled(leaf.path, leaf.value, form) })));
}

/** Where a patch path leads: the member names, the URN of an extension being the first of them. */
export function placeOfPath(path: string): readonly string[] {
  if (!path.startsWith('urn:')) return path.split('.');
  const colon = path.lastIndexOf(':');
  return [path.slice(0, colon), ...path.slice(colon + 1).split('.')];
}

/** Tells whether an SP was found not to know what a path names, or what it is part of. */
export function isUnknown(path: string, { unknown }: Pick<Form, 'unknown'>): boolean {
  if (unknown.length === 0) return false;
  const small = path.toLowerCase();
  return unknown.some((name) => {
    const known = name.toLowerCase();
    return small === known || small.startsWith(`${known}.`) || small.startsWith(`${known}:`);
  });
}

function spelled(path: string, value: Json, { booleans }: Form): Json {
  if (booleans === 'json' || path !== 'active' || typeof value !== 'boolean') return value;
  return value ? 'True' : 'False';
}
