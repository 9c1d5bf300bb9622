import type { Tx } from './tx';

/** What a notice is about: a certificate of ours or an API key, by its id, or what an application gave, by a hash. */
export type NoticeKind = 'certificate' | 'sp_certificate' | 'token' | 'api_key';

/**
 * Notes that a notice is given, once for each step. Of several instances that try at the same time one is told so.
 * @param notice `subject` names what it is about in at most 64 characters, `step` the step reached
 * @returns false when it was given before
 */
export async function insertNotice(
  tx: Tx,
  notice: { readonly kind: NoticeKind; readonly subject: string; readonly step: number; readonly at: number },
): Promise<boolean> {
  const rows = (await tx('notices')
    .insert({ ...notice })
    .onConflict(['kind', 'subject', 'step'])
    .ignore()
    .returning('step')) as unknown[];
  return rows.length > 0;
}
