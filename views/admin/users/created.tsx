import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CopyField } from '../../parts/copy-field';
import { userHref } from './index';

/** What is shown for a moment: a link or password to hand over. */
export interface HandOverPageProps {
  readonly chrome: Chrome;
  readonly user: { readonly id: string; readonly name: string; readonly username: string };
  /** Whether the person was added just now. */
  readonly added: boolean;
  readonly secret:
    | {
        readonly kind: 'link';
        readonly purpose?: 'activation' | 'reset';
        readonly url: string;
        readonly validFor: string;
      }
    | { readonly kind: 'password'; readonly password: string };
}

/** A link or password to hand over to a person. After five minutes it can't be shown again. */
export function HandOverPage({ chrome, user, added, secret }: HandOverPageProps): VNode {
  const title = added ? `${user.name} is added` : `Hand this to ${user.name}`;
  return (
    <AdminLayout
      chrome={chrome}
      title={`Hand over, ${user.name}`}
      nav="users"
      crumbs={[
        { label: 'Users', href: '/admin/users' },
        { label: user.name, href: userHref(user.id) },
        { label: 'Hand over' },
      ]}
    >
      <h1>
        <bdi>{title}</bdi>
      </h1>
      <Banner kind="warn" title="Copy it now" role="status">
        This page shows it for five minutes. Hand it over in a way that only this person reads. If it gets lost, make a
        new one.
      </Banner>
      <Card id="secret" title={secret.kind === 'link' ? linkWord(secret.purpose) : 'Temporary password'}>
        <CopyField id="username" label="Username" value={user.username} />
        {secret.kind === 'link' ? (
          <CopyField
            id="link"
            label={linkWord(secret.purpose)}
            value={secret.url}
            help={`It works once, for ${secret.validFor}. The person chooses a password with it.`}
          />
        ) : (
          <CopyField
            id="temporary-password"
            label="Temporary password"
            value={secret.password}
            help="It has to be changed at the next sign-in."
          />
        )}
        <div class="row">
          <a class="btn main" href={userHref(user.id, 'groups')}>
            Choose User Groups
          </a>
          <a class="btn" href={userHref(user.id)}>
            Back to the person
          </a>
        </div>
      </Card>
    </AdminLayout>
  );
}

function linkWord(purpose: 'activation' | 'reset' = 'activation'): string {
  return purpose === 'reset' ? 'Reset link' : 'Activation link';
}
