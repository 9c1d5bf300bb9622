import type { Request, Response } from 'express';
import { IdentityManagementPage } from '../../../../../views/admin/applications/identity-management/page';
import type {
  IdmActive,
  IdmInactive,
  IdmProps,
  MappingsProps,
  TestResult,
} from '../../../../../views/admin/applications/identity-management/props';
import { previewProvisioning } from '../../../../actions/provisioning/preview';
import type { ConnectionTest } from '../../../../actions/provisioning/test-connection';
import type { ConnectorScim } from '../../../../connectors/definition';
import { effectiveScim } from '../../../../connectors/effective';
import { scimOf } from '../../../../connectors/functionality';
import { mappingRows } from '../../../../connectors/mapping-table';
import { fillPlaceholders } from '../../../../connectors/placeholders';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import type { FieldErrors } from '../../../../core/errors';
import { listGrantedUserIds } from '../../../../store/bindings';
import { findLane } from '../../../../store/provisioning/lanes';
import { countLinks, listLinks, type LinkStatus } from '../../../../store/provisioning/links';
import { countPasswords } from '../../../../store/provisioning/passwords';
import { findPause } from '../../../../store/provisioning/pauses';
import { listMarks } from '../../../../store/provisioning/stale';
import { queryPage, queryText } from '../../../forms';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { frameOf } from '../frame-props';
import { idmCards } from './cards';
import { storedCredential } from './credential-form';
import { exchangeText, personRows } from './person-rows';
import { previewChoice } from '../sso/preview-choice';
import { guidesOf } from '../sso/page';

/** What needs an admin comes first, and more stands below the people. */
const PAGE_SIZE = 20;
const STATUSES: readonly string[] = ['in-sync', 'waiting', 'attention', 'deactivated'] satisfies LinkStatus[];

/** What the tab shows beside what is stored. The token is never among it (M-086). */
export interface IdmView {
  readonly configuring?: boolean;
  /** As typed. */
  readonly baseUrl?: string;
  /** The check box of User Groups, as ticked. */
  readonly groups?: boolean;
  readonly probe?: boolean;
  readonly planFirst?: boolean;
  readonly credential?: IdmInactive['credential'];
  readonly test?: ConnectionTest;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Writes the Identity Management tab; with problems it answers 422. */
export async function showIdm(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  view: IdmView = {},
): Promise<void> {
  const connector = web.context.connectors.get(application.connectorId);
  const base = connector && scimOf(connector);
  const scim = base && effectiveScim(base, application.idm);
  const guides = connector?.guides.identityManagement ?? [];
  const chrome = await chromeOf(web, request);
  const frame = await frameOf(web, application);
  const active = application.idmState === 'active' && scim !== undefined;
  const props = compact<IdmProps>({
    chrome,
    frame,
    cards: active ? await idmCards({ web, request, application, scim, chrome, frame }) : undefined,
    guides: scim === undefined ? [] : guidesOf(web, application, guides),
    notes: scim === undefined ? [] : (connector?.notes ?? []),
    integration: scim && {
      content:
        application.idmState === 'active'
          ? await activeContent(web, request, application, scim)
          : await inactiveContent(web, request, application, scim, view),
      mappings: await mappingsOf(web, request, application, scim),
    },
    message: view.message,
  });
  const refused = view.message !== undefined || view.test?.ok === false || Object.keys(view.errors ?? {}).length > 0;
  render(response, <IdentityManagementPage {...props} />, refused ? 422 : 200);
}

async function inactiveContent(
  web: WebContext,
  request: Request,
  application: Application,
  scim: ConnectorScim,
  view: IdmView,
): Promise<IdmInactive> {
  const { db } = web.context;
  const counts = await countLinks(db, application.id);
  return compact<IdmInactive>({
    state: 'inactive',
    configuring: view.configuring ?? queryText(request, 'configure') !== '',
    beta: scim.beta === true,
    needsSso: scim.needsSso && application.ssoState !== 'active',
    baseUrl: baseUrlField(application, scim, view.baseUrl),
    tokenName: scim.tokenName,
    credential: view.credential ?? storedCredential(request, application),
    probe: view.probe === true,
    planFirst: view.planFirst === true,
    groups: scim.can.includes('groups') ? (view.groups ?? application.idm.groups === true) : undefined,
    knownAccounts: Object.values(counts).reduce((sum, count) => sum + count, 0),
    people: (await listGrantedUserIds(db, application.id)).length,
    test: view.test && testResult(view.test),
    errors: view.errors ?? {},
  });
}

/** The Base URL field as typed, as it was before, or the connector's template; none where the connector has its own. */
function baseUrlField(
  application: Application,
  scim: ConnectorScim,
  typed: string | undefined,
): IdmInactive['baseUrl'] {
  const { baseUrl } = scim;
  if (baseUrl.kind === 'fixed') return undefined;
  const before = typed ?? application.idm.baseUrl;
  if (baseUrl.kind === 'ask') return { value: before ?? '', example: baseUrl.example };
  return { value: before ?? fillPlaceholders(baseUrl.template, application.variables), example: baseUrl.template };
}

export function testResult({ ok, steps, sentence, exchange }: ConnectionTest): TestResult {
  return compact<TestResult>({ ok, steps, sentence, detail: exchange && !ok ? exchangeText(exchange) : undefined });
}

async function activeContent(
  web: WebContext,
  request: Request,
  application: Application,
  scim: ConnectorScim,
): Promise<IdmActive> {
  const { db } = web.context;
  const wanted = queryText(request, 'status');
  const status = STATUSES.includes(wanted) ? (wanted as LinkStatus) : undefined;
  const page = queryPage(request);
  const filter = { ...(status === undefined ? {} : { status }), skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE + 1 };
  const links = await listLinks(db, application.id, filter);
  const marks = await listMarks(db, application.id);
  const lane = await findLane(db, application.id);
  return compact<IdmActive>({
    state: 'active',
    connection: compact<IdmActive['connection']>({
      baseUrl: application.idm.baseUrl ?? '',
      tokenName: scim.tokenName,
      tokenHint: application.idm.tokenHint ?? '',
      tokenExpiresAt: application.idm.tokenExpiresAt,
      auth: application.idm.auth?.kind ?? 'bearer',
      verifiedAt: application.idm.verifiedAt,
    }),
    hold: lane?.hold,
    paused: await findPause(db, application.id),
    counts: await countLinks(db, application.id),
    inLine: marks.filter((mark) => !mark.parked).length,
    status,
    page,
    people: await personRows(web, links.slice(0, PAGE_SIZE), new Map(marks.map((mark) => [mark.userId, mark]))),
    hasNext: links.length > PAGE_SIZE,
  });
}

async function mappingsOf(
  web: WebContext,
  request: Request,
  application: Application,
  scim: ConnectorScim,
): Promise<MappingsProps> {
  const choice = await previewChoice(web, application.id, queryText(request, 'person'));
  const preview =
    choice.chosenId === undefined ? undefined : await previewProvisioning(web.context, application, choice.chosenId);
  const takesPasswords = application.idmState === 'active' && scim.can.includes('passwords');
  return compact<MappingsProps>({
    rows: mappingRows(scim).map(({ property, field, to, label, use, note }, place) =>
      compact({
        field,
        to,
        label,
        note,
        sent: use !== 'import',
        preview: property === 'password' ? preview && 'Never shown' : preview?.values[place],
      }),
    ),
    preview: compact<MappingsProps['preview']>({ ...choice, granted: preview?.granted }),
    notSent: scim.notSent,
    passwords: takesPasswords ? await countPasswords(web.context.db, application.id) : undefined,
  });
}
