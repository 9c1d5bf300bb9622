import type { Application, SsoSettings } from '../../core/application';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import {
  findApplicationByEntityId,
  getApplication,
  lockApplication,
  saveGeneralInfo,
  saveImage,
  saveSso,
  type PortalImage,
} from '../../store/applications';
import { transact, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { getConnector } from './add';
import { readGeneralInfo, type GeneralInput } from './general-input';
import { fillSso, ssoProblems } from './sso-settings';

/**
 * Saves the General Info tab. A variable that got a value fills what still holds its placeholder.
 * @param given what it becomes, or how that follows from what it is at the moment of the change
 * @throws AppError invalid by field; what `given` throws
 */
export async function configureGeneral(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  given: GeneralInput | ((now: Application) => GeneralInput),
): Promise<Application> {
  return transact(deps.db, async (tx) => {
    const before = await lockApplication(tx, id);
    const input = typeof given === 'function' ? given(before) : given;
    const info = readGeneralInfo(getConnector(deps, before.connectorId), input);
    const now = deps.clock();
    await saveGeneralInfo(tx, id, info, now);
    if (before.sso !== undefined) {
      await saveSso(tx, id, { sso: fillSso(before.sso, info.variables), ssoState: before.ssoState, now });
    }
    const after = await getApplication(tx, id);
    const names = ['label', 'description', 'showInPortal', 'bookmarkUrl', 'variables', 'note'] as const;
    const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    if (changed.length > 0) await record(deps, tx, actor, 'application_update', { application: after }, { changed });
    return after;
  });
}

/** Replaces the User Portal Image, or takes it away. */
export async function setImage(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  image: PortalImage | undefined,
): Promise<void> {
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    await saveImage(tx, id, image);
    await record(deps, tx, actor, 'application_image_update', { application }, {});
  });
}

/**
 * Saves the SSO tab. Settings that can't be used are refused, so that an active SSO always works by its own rules.
 * @param change `active` says whether people can sign on afterwards; or how it follows from what is stored
 * @throws AppError invalid by field; what `change` throws
 */
export async function configureSso(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  change: SsoChange | ((sso: SsoSettings, application: Application) => SsoChange),
): Promise<Application> {
  const decide = typeof change === 'function' ? change : (): SsoChange => change;
  return transact(deps.db, (tx) => changeSso(deps, tx, actor, id, decide));
}

/** SAML settings as they are to be, and whether people can sign on afterwards. */
export interface SsoChange {
  readonly sso: SsoSettings;
  readonly active: boolean;
}

/**
 * Changes SAML settings within a transaction, by the rules of `configureSso`.
 * @param decide is given the settings as they are stored at this moment
 * @throws AppError invalid by field
 */
export async function changeSso(
  deps: Pick<Deps, 'clock' | 'newId' | 'onEvent'>,
  tx: Tx,
  actor: Actor,
  id: ApplicationId,
  decide: (sso: SsoSettings, application: Application) => SsoChange,
): Promise<Application> {
  const before = await lockApplication(tx, id);
  if (before.sso === undefined) throw new AppError('conflict', 'This application has no SAML sign-on.');
  const change = decide(before.sso, before);
  const sso = keepJitNames(before.sso, change.sso);
  const problems = ssoProblems(sso);
  if (Object.keys(problems).length > 0) throw invalid(problems);
  const other = await findApplicationByEntityId(tx, sso.spEntityId, id);
  if (other !== undefined && other.connectorId === before.connectorId && other.sso?.acs[0]?.url === sso.acs[0]?.url) {
    throw invalid({ spEntityId: `${other.label} is set up for this SP Entity ID and ACS URL already.` });
  }
  const ssoState = change.active ? 'active' : 'inactive';
  await saveSso(tx, id, { sso, ssoState, now: deps.clock() });
  const names = Object.keys({ ...before.sso, ...sso }) as (keyof SsoSettings)[];
  const changed = names.filter((name) => JSON.stringify(before.sso?.[name]) !== JSON.stringify(sso[name]));
  const about = { application: before };
  if (changed.length > 0) await record(deps, tx, actor, 'application_sso_update', about, { changed });
  if (before.ssoState !== ssoState) {
    const name = change.active ? 'application_sso_activate' : 'application_sso_deactivate';
    await record(deps, tx, actor, name, about, {});
  }
  return getApplication(tx, id);
}

/** Opens or closes a bookmark's tile. */
export async function setBookmarkState(deps: Deps, actor: Actor, id: ApplicationId, active: boolean): Promise<void> {
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    await saveSso(tx, id, { ssoState: active ? 'active' : 'inactive', now: deps.clock() });
    const name = active ? 'application_sso_activate' : 'application_sso_deactivate';
    await record(deps, tx, actor, name, { application }, {});
  });
}

/** JIT-required attributes keep their place and their name whatever the form says (M-071); they can be switched off. */
export function keepJitNames(before: Pick<SsoSettings, 'attributes'>, after: SsoSettings): SsoSettings {
  const required = before.attributes.filter((attribute) => attribute.jit);
  const sent = new Map(after.attributes.map((attribute) => [attribute.name, attribute]));
  const kept = required.map((attribute) => ({
    ...(sent.get(attribute.name) ?? attribute),
    name: attribute.name,
    jit: true,
  }));
  const names = new Set(kept.map((attribute) => attribute.name));
  const others = after.attributes.filter((attribute) => !names.has(attribute.name));
  return { ...after, attributes: [...kept, ...others.map((attribute) => ({ ...attribute, jit: false }))] };
}
