import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Facts } from '../../parts/facts';
import { Time } from '../../parts/time';

/** What the page of a copy that sends nothing shows. */
export interface RestoredCopyPageProps {
  readonly chrome: Chrome;
  readonly why: 'restored' | 'moved';
  /** When it was restored or moved, and from when what it holds is (milliseconds). */
  readonly at: number;
  readonly copiedAt: number;
  /** Integrations that would send again. */
  readonly provisioning: number;
  /** Whoever looks may allow it. */
  readonly writes: boolean;
}

/** A copy that sends nothing: what that means, and the button that ends it. */
export function RestoredCopyPage({ chrome, why, at, copiedAt, provisioning, writes }: RestoredCopyPageProps): VNode {
  const facts = [
    { term: why === 'restored' ? 'Restored' : 'Moved away', value: <Time at={at} now={chrome.now} /> },
    { term: 'What it holds is from', value: <Time at={copiedAt} now={chrome.now} /> },
    { term: 'Active integrations', value: String(provisioning) },
  ];
  return (
    <AdminLayout
      chrome={chrome}
      title="This copy sends nothing"
      nav="home"
      crumbs={[{ label: 'Home', href: '/admin' }, { label: 'This copy sends nothing' }]}
    >
      <div class="page-head">
        <h1>This copy sends nothing</h1>
      </div>
      <Card
        id="copy"
        title={why === 'restored' ? 'Restored from a backup' : 'Moved to another database'}
        lead="People can sign on. Changes to applications, mail and webhooks wait, so that two servers never send at once."
      >
        <Facts facts={facts} />
        {why === 'moved' ? (
          <p>
            Everything was moved to PostgreSQL. Start Passo with PASSO_DATABASE_URL; this file is the one that is left.
          </p>
        ) : (
          <p>
            Make sure that the original server is off. What was changed there after the backup is not known here:
            compare the accounts of each application under Identity Management, Drift, once it sends again.
          </p>
        )}
        {writes ? (
          <form method="post" action="/admin/restored-copy/release" class="row">
            <CsrfField token={chrome.csrfToken} />
            <button class="btn danger">The original is off: send from here</button>
          </form>
        ) : (
          <p class="muted">Admins who may change settings can allow it.</p>
        )}
      </Card>
    </AdminLayout>
  );
}
