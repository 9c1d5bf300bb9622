import type { Application, SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { DEFAULT_LIMIT } from '../../core/idm-settings';
import { readBranding } from '../../core/portal/branding';
import type { User } from '../../core/user';
import { USUAL_HOURS } from '../../provisioning/drift';
import { findImage, listApplications } from '../../store/applications';
import { listBoundGroupIds, listBoundUserIds } from '../../store/bindings';
import { listGroups, listMemberIds } from '../../store/groups';
import { findSetting } from '../../store/settings';
import type { Reader } from '../../store/tx';
import { listAllUsers } from '../../store/users-named';
import { initialSso } from '../applications/sso-settings';
import type { Deps } from '../deps';
import { findEventDays } from '../settings/retention';
import { findSignInPolicy } from '../settings/sign-in-policy';
import {
  API_VERSION,
  type ApplicationDocument,
  type ConfigDocument,
  type GroupDocument,
  type SettingsDocument,
  type UserDocument,
} from './documents';

/** What is read beside settings, groups and applications. */
export interface StateOptions {
  /** People, and who is in which group. */
  readonly users: boolean;
  readonly images: boolean;
}

/** Reads everything as objects of a file; what is as the connector brings it is left out. */
export async function readState(
  deps: Pick<Deps, 'connectors'>,
  reader: Reader,
  options: StateOptions,
): Promise<ConfigDocument[]> {
  const users = options.users ? await listAllUsers(reader) : [];
  const names = new Map(users.map(({ id, username }) => [id, username]));
  const groups = await listGroups(reader);
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  const documents: ConfigDocument[] = [await readSettings(reader)];
  if (options.users) documents.push(...users.map(userDocument));
  for (const group of groups) {
    const memberIds = options.users ? await listMemberIds(reader, group.id) : [];
    documents.push(
      compact<GroupDocument>({
        apiVersion: API_VERSION,
        kind: 'UserGroup',
        name: group.name,
        description: group.description,
        secondFactor: group.secondFactor || undefined,
        members: options.users ? memberIds.flatMap((id) => names.get(id) ?? []).sort() : undefined,
      }),
    );
  }
  for (const application of await listApplications(reader)) {
    const groupIds = await listBoundGroupIds(reader, application.id);
    const userIds = options.users ? await listBoundUserIds(reader, application.id) : [];
    const image = options.images && application.hasImage ? await findImage(reader, application.id) : undefined;
    documents.push({
      ...applicationDocument(deps, application),
      ...(image === undefined ? {} : { image: image.bytes.toString('base64') }),
      userGroups: groupIds.flatMap((id) => groupNames.get(id) ?? []).sort(),
      ...(userIds.length === 0 ? {} : { users: userIds.flatMap((id) => names.get(id) ?? []).sort() }),
    });
  }
  return documents;
}

/** The settings of the installation. */
export async function readSettings(reader: Reader): Promise<SettingsDocument> {
  const { contact, signInNote, editable } = readBranding(await findSetting(reader, 'branding'));
  const name = await findSetting(reader, 'organisation');
  return compact<SettingsDocument>({
    apiVersion: API_VERSION,
    kind: 'Settings',
    organisation:
      name === undefined
        ? undefined
        : compact<NonNullable<SettingsDocument['organisation']>>({
            name,
            contact: Object.keys(contact).length === 0 ? undefined : { ...contact },
            signInNote,
            editable: editable.length === 0 ? undefined : [...editable],
          }),
    signIn: { ...(await findSignInPolicy(reader)) },
    events: { keepDays: await findEventDays(reader) },
  });
}

/** A person as an object of a file. */
export function userDocument(user: User): UserDocument {
  const { id: _id, state, role, hasPassword: _has, passwordTemporary: _temporary, ...rest } = user;
  const { addresses, phoneNumbers, username, email } = rest;
  return compact<UserDocument>({
    ...{ apiVersion: API_VERSION, kind: 'User', username, email },
    firstname: rest.firstname,
    middlename: rest.middlename,
    lastname: rest.lastname,
    displayName: rest.displayName,
    jobTitle: rest.jobTitle,
    department: rest.department,
    company: rest.company,
    location: rest.location,
    employeeIdentifier: rest.employeeIdentifier,
    employeeType: rest.employeeType,
    preferredLanguage: rest.preferredLanguage,
    locale: rest.locale,
    timezone: rest.timezone,
    addresses: addresses.length === 0 ? undefined : addresses.map((one) => ({ ...one })),
    phoneNumbers: phoneNumbers.length === 0 ? undefined : phoneNumbers.map((one) => ({ ...one })),
    role: role === 'user' ? undefined : role,
    suspended: state === 'suspended' || undefined,
  });
}

/** An application as an object of a file, without who has it. */
export function applicationDocument(deps: Pick<Deps, 'connectors'>, application: Application): ApplicationDocument {
  const { connectorId, slug, label, description, showInPortal, bookmarkUrl, note, variables, ssoState, sso } =
    application;
  return compact<ApplicationDocument>({
    apiVersion: API_VERSION,
    kind: 'Application',
    slug,
    connector: connectorId,
    displayLabel: label,
    description,
    showInUserPortal: showInPortal,
    bookmarkUrl,
    active: sso === undefined && bookmarkUrl !== undefined ? ssoState === 'active' : undefined,
    variables: Object.keys(variables).length === 0 ? undefined : { ...variables },
    note,
    sso: sso === undefined ? undefined : ssoSection(deps, application, sso),
    identityManagement: idmSection(application),
  });
}

/** What an admin set of SAML: fields that are as the connector brings them are left out. */
function ssoSection(
  deps: Pick<Deps, 'connectors'>,
  { connectorId, variables, ssoState, secondFactor, signInMinutes }: Application,
  sso: SsoSettings,
): NonNullable<ApplicationDocument['sso']> {
  const connector = deps.connectors.get(connectorId);
  const own = connector && initialSso(connector, variables);
  const entries = Object.entries(fileSso(sso)).filter(
    ([name, value]) => own === undefined || JSON.stringify(fileSso(own)[name]) !== JSON.stringify(value),
  );
  return compact<NonNullable<ApplicationDocument['sso']>>({
    active: ssoState === 'active',
    ...Object.fromEntries(entries),
    secondFactor: secondFactor || undefined,
    signInMinutes,
  });
}

/** SAML settings with the fields in one order and without what follows from the connector. */
export function fileSso(sso: SsoSettings): Record<string, unknown> {
  const { spEntityId, acs, nameId, attributes, requireSignedRequests, ...rest } = sso;
  return compact<Record<string, unknown>>({
    spEntityId,
    acs: acs.map(({ url, index, isDefault }) => compact({ url, index, isDefault: isDefault || undefined })),
    loginUrl: rest.loginUrl,
    startAtLogin: rest.startAtLogin,
    nameId: compact({ format: nameId.format, from: nameId.from, fixed: nameId.fixed }),
    attributes: attributes.map(({ name, from, constant, expression, nameFormat, groups, enabled }) => {
      const isOther = constant !== undefined || expression !== undefined;
      return compact({
        name,
        from: isOther ? undefined : from,
        constant,
        expression,
        nameFormat,
        groups,
        enabled: enabled ? undefined : false,
      });
    }),
    sign: rest.sign,
    hash: rest.hash,
    encryption: rest.encryption,
    requireSignedRequests: requireSignedRequests || undefined,
    spCertificates: rest.spCertificates.length === 0 ? undefined : rest.spCertificates,
    allowSha1: rest.allowSha1,
    slo: rest.slo,
    acceptUnsignedLogout: rest.acceptUnsignedLogout,
    signMetadata: rest.signMetadata,
    wantRequestsSigned: rest.wantRequestsSigned,
  });
}

/** Identity Management, when anything of it is set. The secret stays here. */
function idmSection({ idm, idmState }: Application): ApplicationDocument['identityManagement'] {
  const active = idmState === 'active';
  if (!active && idm.mapping === undefined && idm.enterprise === undefined) return undefined;
  const { pace = {}, limit } = idm;
  const isUsual =
    limit === undefined || (limit.people === DEFAULT_LIMIT.people && limit.percent === DEFAULT_LIMIT.percent);
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);
  const mapping = idm.mapping?.map((row) =>
    compact({
      ...row,
      use: row.use === 'always' ? undefined : row.use,
      empty: row.empty === 'omit' ? undefined : row.empty,
    }),
  );
  const section = {
    active,
    mapping,
    enterprise: idm.enterprise,
    ...(active
      ? {
          baseUrl: idm.baseUrl,
          auth: idm.auth,
          tokenKeyExpires:
            idm.tokenExpiresAt === undefined ? undefined : new Date(idm.tokenExpiresAt).toISOString().slice(0, 10),
          manageGroups: idm.groups,
          removalLimit: isUsual ? undefined : { people: limit.people, percent: limit.percent },
          pace:
            Object.keys(pace).length === 0
              ? undefined
              : compact({
                  perSecond: pace.perSecond,
                  concurrency: pace.concurrency,
                  timeoutSeconds: seconds(pace.timeoutMs),
                  retryBaseSeconds: seconds(pace.retryBaseMs),
                  retryCapSeconds: seconds(pace.retryCapMs),
                }),
          deleteUsers: idm.deleteUsers,
          compareEveryHours: idm.driftEveryHours === USUAL_HOURS ? undefined : idm.driftEveryHours,
        }
      : {}),
  };
  return compact(section);
}
