import type { Application, SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import type { IdmMappingRow, IdmPace, IdmSettings } from '../../core/idm-settings';
import { resolveBaseUrl } from '../../connectors/base-url';
import type { Connector, ConnectorScim } from '../../connectors/definition';
import { mappingOf } from '../../connectors/effective';
import { scimOf } from '../../connectors/functionality';
import { storedMapping } from '../../provisioning/mapping-rules';
import { getConnector } from '../applications/add';
import { keepJitNames } from '../applications/configure';
import { readGeneralInfo, type GeneralInput } from '../applications/general-input';
import { fillSso, initialSso, ssoProblems } from '../applications/sso-settings';
import type { Deps } from '../deps';
import type { ApplicationDocument } from './documents';

/** What an object of a file asks of an application. */
export interface Desired {
  readonly connector: Connector;
  readonly general: GeneralInput;
  /** As it would be stored. */
  readonly application: Application;
  /** What the file asks for and nothing can be done about now. */
  readonly notes: readonly string[];
}

/** What is known of the secret that an integration needs. */
export interface TokenAtHand {
  /** The file names where it is read from, and it is there. */
  readonly given: boolean;
}

/**
 * Says what an application would be with an object of a file. A section that is in the file is whole: what it leaves out
 * is as the connector brings it. A section that is not in the file stays as it is.
 * @param current as it is stored; absent for a new one
 * @throws AppError invalid by field, not_found for an unknown connector, conflict for another connector than before
 */
export function desiredApplication(
  deps: Pick<Deps, 'connectors' | 'clock'>,
  document: ApplicationDocument,
  current: Application | undefined,
  token: TokenAtHand,
): Desired {
  const connector = getConnector(deps, document.connector);
  if (current !== undefined && current.connectorId !== connector.id) {
    throw new AppError(
      'conflict',
      `It was made from the connector ${current.connectorId}. A connector can’t be changed.`,
    );
  }
  const general = compact<GeneralInput>({
    label: document.displayLabel,
    description: document.description,
    showInPortal: document.showInUserPortal ?? true,
    bookmarkUrl: document.bookmarkUrl,
    note: document.note,
    variables: { ...current?.variables, ...document.variables, ...document.sso?.variables },
  });
  const info = readGeneralInfo(connector, general);
  const initial = initialSso(connector, info.variables);
  if (document.sso !== undefined && initial === undefined) {
    throw invalid({ sso: `${connector.label} has no SAML sign-on.` });
  }
  const sso = desiredSso(document, current?.sso, initial, info.variables);
  const { idm, active, notes } = desiredIdm(deps, document, current, connector, info.variables, token);
  const application = compact<Application>({
    ...info,
    description: info.description,
    bookmarkUrl: info.bookmarkUrl,
    note: info.note,
    id: current?.id ?? ('' as ApplicationId),
    connectorId: connector.id,
    slug: document.slug,
    hasImage: current?.hasImage ?? false,
    ssoState: isSsoWanted(document, current, connector, sso) ? 'active' : 'inactive',
    sso,
    idm,
    idmState: active ? 'active' : 'inactive',
    secondFactor: document.sso === undefined ? (current?.secondFactor ?? false) : (document.sso.secondFactor ?? false),
    signInMinutes: document.sso === undefined ? current?.signInMinutes : document.sso.signInMinutes,
    createdAt: current?.createdAt ?? 0,
    updatedAt: current?.updatedAt ?? 0,
  });
  return { connector, general, application, notes };
}

function isSsoWanted(
  document: ApplicationDocument,
  current: Application | undefined,
  connector: Connector,
  sso: SsoSettings | undefined,
): boolean {
  const asked = connector.bookmark ? document.active : document.sso?.active;
  if (asked !== undefined) return asked;
  if (current !== undefined) return current.ssoState === 'active';
  return connector.bookmark || (sso !== undefined && Object.keys(ssoProblems(sso)).length === 0);
}

function desiredSso(
  { sso: section }: ApplicationDocument,
  current: SsoSettings | undefined,
  initial: SsoSettings | undefined,
  variables: Readonly<Record<string, string>>,
): SsoSettings | undefined {
  if (initial === undefined) return undefined;
  if (section === undefined) return fillSso(current ?? initial, variables);
  const { active: _active, variables: _values, secondFactor: _second, signInMinutes: _minutes, ...given } = section;
  const { attributes, acs, nameId, encryption, slo, spCertificates, ...plain } = given;
  const on = (value: boolean | undefined): true | undefined => (value === true ? true : undefined);
  const before = current ?? initial;
  const sso = compact<SsoSettings>({
    ...initial,
    ...plain,
    spEntityId: plain.spEntityId ?? initial.spEntityId,
    acs: acs?.map((one) => compact({ ...one, isDefault: one.isDefault === true })) ?? initial.acs,
    loginUrl: plain.loginUrl ?? initial.loginUrl,
    nameId: nameId === undefined ? initial.nameId : compact({ ...nameId, fixed: on(nameId.fixed) }),
    attributes:
      attributes?.map(({ from = 'username', enabled = true, ...one }) => ({
        ...compact(one),
        from,
        enabled,
        jit: false,
      })) ?? initial.attributes,
    requireSignedRequests: plain.requireSignedRequests === true,
    startAtLogin: on(plain.startAtLogin),
    allowSha1: on(plain.allowSha1),
    acceptUnsignedLogout: on(plain.acceptUnsignedLogout),
    signMetadata: on(plain.signMetadata),
    wantRequestsSigned: on(plain.wantRequestsSigned),
    hash: plain.hash,
    encryption,
    slo: slo?.map((one) => compact({ ...one })),
    spCertificates: spCertificates ?? [],
  });
  return keepJitNames(before, fillSso(sso, variables));
}

interface DesiredIdm {
  readonly idm: IdmSettings;
  readonly active: boolean;
  readonly notes: readonly string[];
}

function desiredIdm(
  deps: Pick<Deps, 'clock'>,
  document: ApplicationDocument,
  current: Application | undefined,
  connector: Connector,
  variables: Readonly<Record<string, string>>,
  token: TokenAtHand,
): DesiredIdm {
  const before = current?.idm ?? {};
  const isActive = current?.idmState === 'active';
  const section = document.identityManagement;
  if (section === undefined) return { idm: before, active: isActive, notes: [] };
  const base = scimOf(connector);
  if (base === undefined) throw invalid({ identityManagement: `${connector.label} has no Identity Management.` });
  const table = mappingFor(base, section);
  const { mapping: _mapping, enterprise: _enterprise, ...kept } = before;
  if (!section.active) return { idm: compact<IdmSettings>({ ...kept, ...table }), active: false, notes: [] };
  if (!isActive && !token.given) {
    return {
      idm: compact<IdmSettings>({ ...kept, ...table }),
      active: false,
      notes: ['Identity Management stays off: the file names no tokenKey, and none is stored.'],
    };
  }
  const address = resolveBaseUrl(base, variables, section.baseUrl);
  if (!address.ok) throw invalid({ 'identityManagement.baseUrl': address.sentence });
  if (section.manageGroups === true && !base.can.includes('groups')) {
    throw invalid({ 'identityManagement.manageGroups': `${connector.label} does not support groups.` });
  }
  if (section.deleteUsers === true && !base.can.includes('delete')) {
    throw invalid({ 'identityManagement.deleteUsers': `Accounts in ${connector.label} are never deleted.` });
  }
  const idm = compact<IdmSettings>({
    ...kept,
    ...table,
    baseUrl: address.url,
    auth: section.auth === undefined || section.auth.kind === 'bearer' ? undefined : compact<object>(section.auth),
    tokenExpiresAt: expiryOf(section.tokenKeyExpires, before.tokenExpiresAt, deps.clock()),
    groups: section.manageGroups === true ? true : undefined,
    limit: section.removalLimit,
    pace: paceOf(section.pace),
    deleteUsers: section.deleteUsers === true ? true : undefined,
    driftEveryHours: section.compareEveryHours,
  } as IdmSettings);
  return { idm, active: true, notes: [] };
}

function mappingFor(
  base: ConnectorScim,
  { mapping, enterprise }: NonNullable<ApplicationDocument['identityManagement']>,
): Pick<IdmSettings, 'mapping' | 'enterprise'> {
  const rows = mapping?.map((row) =>
    compact<IdmMappingRow>({
      to: row.to,
      from: row.from,
      constant: row.constant,
      expression: row.expression,
      use: row.use ?? 'always',
      empty: row.empty ?? 'omit',
      required: row.required === true ? true : undefined,
    }),
  );
  const stored = storedMapping(base, {
    rows: rows ?? mappingOf(base, undefined),
    enterprise: enterprise ?? base.enterprise,
  });
  return stored;
}

/** A day that has passed can't be entered any more; one that is stored already stays. */
function expiryOf(text: string | undefined, stored: number | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) throw invalid({ 'identityManagement.tokenKeyExpires': 'Write a day such as 2027-03-01.' });
  return at <= now ? stored : at;
}

function paceOf(pace: NonNullable<ApplicationDocument['identityManagement']>['pace']): IdmPace | undefined {
  if (pace === undefined || Object.keys(pace).length === 0) return undefined;
  const ms = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1_000);
  return compact<IdmPace>({
    perSecond: pace.perSecond,
    concurrency: pace.concurrency,
    timeoutMs: ms(pace.timeoutSeconds),
    retryBaseMs: ms(pace.retryBaseSeconds),
    retryCapMs: ms(pace.retryCapSeconds),
  });
}
