import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { ROLE_WORDS, USER_ROLES } from '../../../src/core/roles';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Check, fieldId } from '../../parts/field';
import { roleWord } from '../../parts/words';
import type { AdminRow } from './admins';
import { SettingsFrame } from './frame';
import { settingsHref } from './parts';

/** What the page of one person's role shows. */
export interface RolePageProps {
  readonly chrome: Chrome;
  readonly user: AdminRow;
  /** The role that is ticked, as it came. */
  readonly chosen: string;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Choosing the role of a person, with what it is for beside each. */
export function RolePage({ chrome, user, chosen, errors = {}, message }: RolePageProps): VNode {
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <SettingsFrame chrome={chrome} part="admins" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {user.own ? (
        <Banner kind="warn" title="This is your own role">
          If you give up being an owner, another owner has to give it back to you.
        </Banner>
      ) : null}
      <Card
        id="role"
        title={
          <>
            Role of <bdi>{user.name}</bdi>
          </>
        }
        lead={
          <>
            <bdi>{user.username}</bdi>, now: {roleWord(user.role)}
          </>
        }
      >
        <form method="post" action={`${settingsHref('admins')}/${user.id}`} class="stack">
          <CsrfField token={chrome.csrfToken} />
          <fieldset>
            <legend class="vh">Role</legend>
            <div class="checks">
              {USER_ROLES.map((role, index) => (
                <Check
                  type="radio"
                  name="role"
                  id={index === 0 ? fieldId('role') : undefined}
                  value={role}
                  checked={role === chosen}
                  label={ROLE_WORDS[role].name}
                  help={ROLE_WORDS[role].purpose}
                />
              ))}
            </div>
          </fieldset>
          <div class="row">
            <button class="btn main">Save role</button>
            <a class="btn" href={settingsHref('admins')}>
              Cancel
            </a>
          </div>
        </form>
      </Card>
    </SettingsFrame>
  );
}
