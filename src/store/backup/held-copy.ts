import type { Reader, Tx } from '../tx';
import { deleteSetting, findSetting, saveSetting } from '../settings';

/** Why nothing is sent: this database is a copy, and another server may be at work with the original. */
export interface HeldCopy {
  /** 'restored' from a backup, or 'moved': the original that was copied to another database. */
  readonly why: 'restored' | 'moved';
  /** When it was restored or moved, and when what it holds was copied (milliseconds). */
  readonly at: number;
  readonly copiedAt: number;
}

/** SQL that is true unless nothing may be sent. For the statements that claim work to be sent. */
export const MAY_SEND = `not exists (select 1 from settings where name = 'held_copy')`;

/** Finds whether this database is a copy that sends nothing. */
export async function findHeldCopy(reader: Reader): Promise<HeldCopy | undefined> {
  const text = await findSetting(reader, 'held_copy');
  return text === undefined ? undefined : (JSON.parse(text) as HeldCopy);
}

/** Keeps a copy from sending anything. */
export async function saveHeldCopy(tx: Tx, held: HeldCopy): Promise<void> {
  await saveSetting(tx, 'held_copy', JSON.stringify(held));
}

/** Lets a copy send again. */
export async function deleteHeldCopy(tx: Tx): Promise<void> {
  await deleteSetting(tx, 'held_copy');
}
