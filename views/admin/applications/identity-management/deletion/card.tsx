import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Check } from '../../../../parts/field';
import type { FrameProps } from '../../props';

/** What becomes of the accounts of people who are deleted. */
export function DeletionCard({
  chrome,
  frame,
  deletes,
}: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly deletes: boolean;
}): VNode {
  return (
    <Card id="deletion" title="Deleted people">
      <form class="stack s3" method="post" action={`/admin/applications/${frame.slug}/identity-management/deletion`}>
        <CsrfField token={chrome.csrfToken} />
        <Check
          name="deletes"
          label="Delete the account of a person who is deleted here"
          help={`Otherwise it is deactivated, like that of everybody who is suspended or loses access. A deleted account can’t be brought back, and what it owns in ${frame.label} may go with it.`}
          checked={deletes}
        />
        <div>
          <button class="btn small">Save</button>
        </div>
      </form>
    </Card>
  );
}
