import type { ApplicationId, EventId, GroupId, UserId } from '../core/ids';
import type {
  AccessRequestPayload,
  ApiKeyPayload,
  AssociationPayload,
  CertificatePayload,
  ChangePayload,
  DriftPayload,
  ExpiryPayload,
  HoldPayload,
  ImportPayload,
  IntegrationPayload,
  LogoutPayload,
  MembersPayload,
  MetadataReadPayload,
  NoticePayload,
  PlanPayload,
  ProvisioningPayload,
  RemovalPayload,
  RolePayload,
  SecondFactorPayload,
  SessionsPayload,
  SignInPayload,
  SignOnPayload,
  SignOnTestPayload,
  UserFilePayload,
  WebhookPayload,
} from './payloads';

/** The families of events, as the filter of Directory Insights names them. */
export const EVENT_CATEGORIES = [
  'integration',
  'user provisioning',
  'group provisioning',
  'sign-on',
  'sign-in',
  'admin',
] as const;

/** The family an event belongs to. */
export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** What the payload of each event holds, by the event's name. */
export interface EventPayloads {
  idm_integration_activate: IntegrationPayload;
  idm_integration_update: IntegrationPayload;
  idm_integration_reauth: IntegrationPayload;
  idm_integration_delete: IntegrationPayload;
  idm_probe: IntegrationPayload;
  provisioning_hold: HoldPayload;
  provisioning_resume: HoldPayload;
  provisioning_removal_stage: RemovalPayload;
  provisioning_removal_allow: RemovalPayload;
  provisioning_removal_reject: RemovalPayload;
  provisioning_removal_expire: RemovalPayload;
  provisioning_plan_make: PlanPayload;
  provisioning_plan_apply: PlanPayload;
  provisioning_pause: HoldPayload;
  provisioning_unpause: HoldPayload;
  token_notice: NoticePayload;
  user_create_provision: ProvisioningPayload;
  user_update_provision: ProvisioningPayload;
  user_deprovision: ProvisioningPayload;
  user_delete_provision: ProvisioningPayload;
  user_lookup_provision: ProvisioningPayload;
  group_create_provision: ProvisioningPayload;
  group_update_provision: ProvisioningPayload;
  group_delete_provision: ProvisioningPayload;
  sso_auth: SignOnPayload;
  user_login_attempt: SignInPayload;
  user_logout: SignInPayload;
  user_password_change: SignInPayload;
  user_activation: SignInPayload;
  second_factor_use: SignInPayload;
  second_factor_add: SecondFactorPayload;
  second_factor_rename: SecondFactorPayload;
  second_factor_remove: SecondFactorPayload;
  second_factor_reset: SecondFactorPayload;
  recovery_codes_create: SecondFactorPayload;
  recovery_code_use: SecondFactorPayload;
  admin_setup: ChangePayload;
  user_create: ChangePayload;
  user_update: ChangePayload;
  user_suspend: ChangePayload;
  user_unsuspend: ChangePayload;
  user_delete: ChangePayload;
  user_password_set: ChangePayload;
  user_password_expire: ChangePayload;
  user_password_reset_request: SignInPayload;
  user_password_reset: SignInPayload;
  user_link_send: ChangePayload;
  role_change: RolePayload;
  sign_in_policy_update: ChangePayload;
  retention_update: ChangePayload;
  backup_create: ChangePayload;
  backup_restore: ChangePayload;
  copy_release: ChangePayload;
  key_rotate: ChangePayload;
  group_create: ChangePayload;
  group_update: ChangePayload;
  group_delete: ChangePayload;
  group_members_update: MembersPayload;
  application_create: ChangePayload;
  application_update: ChangePayload;
  application_delete: ChangePayload;
  application_sso_update: ChangePayload;
  application_sso_activate: ChangePayload;
  application_sso_deactivate: ChangePayload;
  application_image_update: ChangePayload;
  association_update: AssociationPayload;
  sp_metadata_upload: ChangePayload;
  certificate_create: CertificatePayload;
  certificate_download: CertificatePayload;
  certificate_confirm: CertificatePayload;
  certificate_schedule: CertificatePayload;
  certificate_switch: CertificatePayload;
  certificate_retire: CertificatePayload;
  certificate_revoke: CertificatePayload;
  certificate_notice: CertificatePayload;
  metadata_read: MetadataReadPayload;
  sp_metadata_refresh: ChangePayload;
  sp_metadata_accept: ChangePayload;
  sp_metadata_dismiss: ChangePayload;
  sp_metadata_watch: ChangePayload;
  sp_metadata_unwatch: ChangePayload;
  sso_test: SignOnTestPayload;
  sso_logout: LogoutPayload;
  session_revoke: SessionsPayload;
  password_expiry: ExpiryPayload;
  user_import: ImportPayload;
  user_file_import: UserFilePayload;
  drift_check: DriftPayload;
  drift_decide: ChangePayload;
  account_decide: ChangePayload;
  access_request_create: AccessRequestPayload;
  access_request_grant: AccessRequestPayload;
  access_request_decline: AccessRequestPayload;
  access_request_withdraw: AccessRequestPayload;
  organisation_update: ChangePayload;
  guide_link_create: ChangePayload;
  guide_link_open: ChangePayload;
  guide_link_revoke: ChangePayload;
  api_key_create: ApiKeyPayload;
  api_key_rename: ApiKeyPayload;
  api_key_revoke: ApiKeyPayload;
  api_key_notice: ApiKeyPayload;
  webhook_create: WebhookPayload;
  webhook_update: WebhookPayload;
  webhook_delete: WebhookPayload;
  webhook_secret_rotate: WebhookPayload;
  webhook_send_again: WebhookPayload;
  webhook_disable: WebhookPayload;
}

/** The name of an event. */
export type EventName = keyof EventPayloads;

/** Every event with its label and family. The twelve names of M-190 to M-201 are read by others and stay. */
export const EVENTS: Readonly<Record<EventName, { readonly label: string; readonly category: EventCategory }>> = {
  idm_integration_activate: { label: 'Identity Management activated', category: 'integration' },
  idm_integration_update: { label: 'Identity Management updated', category: 'integration' },
  idm_integration_reauth: { label: 'Identity Management token replaced', category: 'integration' },
  idm_integration_delete: { label: 'Identity Management deactivated', category: 'integration' },
  idm_probe: { label: 'Compatibility measured', category: 'integration' },
  provisioning_hold: { label: 'Changes held back', category: 'integration' },
  provisioning_resume: { label: 'Changes sent again', category: 'integration' },
  provisioning_removal_stage: { label: 'Removal of many accounts staged', category: 'integration' },
  provisioning_removal_allow: { label: 'Removal of many accounts allowed', category: 'integration' },
  provisioning_removal_reject: { label: 'Removal of many accounts rejected', category: 'integration' },
  provisioning_removal_expire: { label: 'Removal of many accounts expired', category: 'integration' },
  provisioning_plan_make: { label: 'Plan of changes made', category: 'integration' },
  provisioning_plan_apply: { label: 'Plan of changes applied', category: 'integration' },
  provisioning_pause: { label: 'Provisioning paused', category: 'integration' },
  provisioning_unpause: { label: 'Provisioning resumed', category: 'integration' },
  token_notice: { label: 'Token Key ends soon', category: 'integration' },
  user_create_provision: { label: 'User created in application', category: 'user provisioning' },
  user_update_provision: { label: 'User updated in application', category: 'user provisioning' },
  user_deprovision: { label: 'User deactivated in application', category: 'user provisioning' },
  user_delete_provision: { label: 'User deleted in application', category: 'user provisioning' },
  user_lookup_provision: { label: 'User lookup failed in application', category: 'user provisioning' },
  group_create_provision: { label: 'Group created in application', category: 'group provisioning' },
  group_update_provision: { label: 'Group updated in application', category: 'group provisioning' },
  group_delete_provision: { label: 'Group deleted in application', category: 'group provisioning' },
  sso_auth: { label: 'Sign-on to application', category: 'sign-on' },
  user_login_attempt: { label: 'Sign-in to the portal', category: 'sign-in' },
  user_logout: { label: 'Signed out', category: 'sign-in' },
  user_password_change: { label: 'Password changed', category: 'sign-in' },
  user_activation: { label: 'Account activated', category: 'sign-in' },
  second_factor_use: { label: 'Second step', category: 'sign-in' },
  second_factor_add: { label: 'Second factor added', category: 'sign-in' },
  second_factor_rename: { label: 'Second factor renamed', category: 'sign-in' },
  second_factor_remove: { label: 'Second factor removed', category: 'sign-in' },
  second_factor_reset: { label: 'Second factor reset by admin', category: 'admin' },
  recovery_codes_create: { label: 'Recovery codes made', category: 'sign-in' },
  recovery_code_use: { label: 'Recovery code used', category: 'sign-in' },
  admin_setup: { label: 'Passo set up', category: 'admin' },
  user_create: { label: 'User created', category: 'admin' },
  user_update: { label: 'User updated', category: 'admin' },
  user_suspend: { label: 'User suspended', category: 'admin' },
  user_unsuspend: { label: 'User unsuspended', category: 'admin' },
  user_delete: { label: 'User deleted', category: 'admin' },
  user_password_set: { label: 'Password set by admin', category: 'admin' },
  user_password_expire: { label: 'Password expired by admin', category: 'admin' },
  user_password_reset_request: { label: 'New password asked for', category: 'sign-in' },
  user_password_reset: { label: 'New password chosen by link', category: 'sign-in' },
  user_link_send: { label: 'Link for a password made', category: 'admin' },
  role_change: { label: 'Role changed', category: 'admin' },
  sign_in_policy_update: { label: 'Sign-in policy changed', category: 'admin' },
  retention_update: { label: 'Retention of events changed', category: 'admin' },
  backup_create: { label: 'Backup taken', category: 'admin' },
  backup_restore: { label: 'Backup restored', category: 'admin' },
  copy_release: { label: 'Restored copy allowed to send', category: 'admin' },
  key_rotate: { label: 'Encryption key exchanged', category: 'admin' },
  group_create: { label: 'Group created', category: 'admin' },
  group_update: { label: 'Group updated', category: 'admin' },
  group_delete: { label: 'Group deleted', category: 'admin' },
  group_members_update: { label: 'Group members changed', category: 'admin' },
  application_create: { label: 'Application created', category: 'admin' },
  application_update: { label: 'Application updated', category: 'admin' },
  application_delete: { label: 'Application deleted', category: 'admin' },
  application_sso_update: { label: 'SSO settings updated', category: 'admin' },
  application_sso_activate: { label: 'SSO activated', category: 'admin' },
  application_sso_deactivate: { label: 'SSO deactivated', category: 'admin' },
  application_image_update: { label: 'User Portal Image changed', category: 'admin' },
  association_update: { label: 'Application access changed', category: 'admin' },
  sp_metadata_upload: { label: 'Metadata uploaded', category: 'admin' },
  certificate_create: { label: 'Certificate created', category: 'admin' },
  certificate_download: { label: 'Certificate downloaded', category: 'admin' },
  certificate_confirm: { label: 'Certificate confirmed', category: 'admin' },
  certificate_schedule: { label: 'Certificate switch planned', category: 'admin' },
  certificate_switch: { label: 'Certificate switched', category: 'admin' },
  certificate_retire: { label: 'Certificate retired', category: 'admin' },
  certificate_revoke: { label: 'Certificate revoked', category: 'admin' },
  certificate_notice: { label: 'Certificate ends soon', category: 'admin' },
  metadata_read: { label: 'Metadata read', category: 'sign-on' },
  sp_metadata_refresh: { label: 'Metadata of an application read', category: 'admin' },
  sp_metadata_accept: { label: 'New metadata accepted', category: 'admin' },
  sp_metadata_dismiss: { label: 'New metadata dismissed', category: 'admin' },
  sp_metadata_watch: { label: 'Metadata address set', category: 'admin' },
  sp_metadata_unwatch: { label: 'Metadata address removed', category: 'admin' },
  sso_test: { label: 'Sign-on tested', category: 'sign-on' },
  sso_logout: { label: 'Signed out of application', category: 'sign-on' },
  session_revoke: { label: 'Sessions ended', category: 'admin' },
  password_expiry: { label: 'Password expired', category: 'admin' },
  user_import: { label: 'Users imported', category: 'admin' },
  user_file_import: { label: 'Users imported from a file', category: 'admin' },
  drift_check: { label: 'Accounts compared with application', category: 'integration' },
  drift_decide: { label: 'Drift decided', category: 'integration' },
  account_decide: { label: 'Account decided', category: 'integration' },
  access_request_create: { label: 'Access asked for', category: 'admin' },
  access_request_grant: { label: 'Request for access granted', category: 'admin' },
  access_request_decline: { label: 'Request for access declined', category: 'admin' },
  access_request_withdraw: { label: 'Request for access taken back', category: 'admin' },
  organisation_update: { label: 'Organisation updated', category: 'admin' },
  guide_link_create: { label: 'Link to a guide made', category: 'admin' },
  guide_link_open: { label: 'Link to a guide opened', category: 'admin' },
  guide_link_revoke: { label: 'Link to a guide taken back', category: 'admin' },
  api_key_create: { label: 'API key made', category: 'admin' },
  api_key_rename: { label: 'API key renamed', category: 'admin' },
  api_key_revoke: { label: 'API key revoked', category: 'admin' },
  api_key_notice: { label: 'API key ends soon', category: 'admin' },
  webhook_create: { label: 'Webhook added', category: 'admin' },
  webhook_update: { label: 'Webhook changed', category: 'admin' },
  webhook_delete: { label: 'Webhook deleted', category: 'admin' },
  webhook_secret_rotate: { label: 'Secret of a webhook rotated', category: 'admin' },
  webhook_send_again: { label: 'Event sent to a webhook again', category: 'admin' },
  webhook_disable: { label: 'Webhook disabled', category: 'admin' },
};

/** Every event's name, in the order of the catalogue. */
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];

/** Tells whether a text names an event. Filters of the log and the API are checked with it. */
export function isEventName(text: string): text is EventName {
  return Object.hasOwn(EVENTS, text);
}

/** Who caused an event. */
export interface Actor {
  readonly kind: 'admin' | 'user' | 'system';
  readonly id?: UserId;
  /** The name at the time, so that the log stays readable when the person is gone. */
  readonly name: string;
}

/** One entry of the log. Names are kept as they were at the time, beside the ids. */
export interface DirectoryEvent<Name extends EventName = EventName> {
  readonly id: EventId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: Name;
  readonly result: 'success' | 'failure';
  readonly actor: Actor;
  readonly clientIp?: string;
  readonly applicationId?: ApplicationId;
  readonly applicationLabel?: string;
  readonly userId?: UserId;
  readonly userName?: string;
  readonly groupId?: GroupId;
  readonly groupName?: string;
  /** Shared by the admin's action and every request it led to. */
  readonly correlationId?: string;
  readonly payload: EventPayloads[Name];
}

/** An event of any name, where the name tells the type of the payload. */
export type AnyEvent = { readonly [Name in EventName]: DirectoryEvent<Name> }[EventName];

/** An event before it is written: the store gives it its id and time. */
export type NewEvent<Name extends EventName = EventName> = Omit<DirectoryEvent<Name>, 'id' | 'at'>;
