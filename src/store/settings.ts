import type { Reader, Tx } from './tx';

/** The settings an installation keeps in its database. */
export type SettingName =
  | 'organisation'
  | 'setup_token_hash'
  | 'set_up_at'
  /** A `SignInPolicy` as JSON. */
  | 'sign_in_policy'
  /** Whom people ask, and what the sign-in page says: `Branding` as JSON. */
  | 'branding'
  /** Days for which events are kept; 0 for ever. */
  | 'event_days'
  /** The admin put the list of first steps away. */
  | 'first_steps_hidden'
  /** This database is a copy that sends nothing: a `HeldCopy` as JSON. */
  | 'held_copy'
  /** A known text, sealed: only the right key opens it. */
  | 'key_mark'
  /** The key of recovery codes, sealed, kept when the encryption key was exchanged. */
  | 'recovery_key';

/** Finds a setting's value. */
export async function findSetting(reader: Reader, name: SettingName): Promise<string | undefined> {
  const row: { value: string } | undefined = await reader('settings').where({ name }).first('value');
  return row?.value;
}

/** Finds the values of several settings at once, by name. */
export async function findSettings(
  reader: Reader,
  names: readonly SettingName[],
): Promise<ReadonlyMap<SettingName, string>> {
  const rows: { name: SettingName; value: string }[] = await reader('settings')
    .whereIn('name', [...names])
    .select('name', 'value');
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Keeps a setting. */
export async function saveSetting(tx: Tx, name: SettingName, value: string): Promise<void> {
  await tx('settings').insert({ name, value }).onConflict('name').merge(['value']);
}

/** Keeps a setting unless there is one: of two that add one at once, on two processes too, the first one's stays. */
export async function addSetting(tx: Tx, name: SettingName, value: string): Promise<void> {
  await tx('settings').insert({ name, value }).onConflict('name').ignore();
}

/** Takes a setting away. */
export async function deleteSetting(tx: Tx, name: SettingName): Promise<void> {
  await tx('settings').where({ name }).delete();
}
