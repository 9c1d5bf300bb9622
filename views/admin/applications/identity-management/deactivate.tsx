import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { DeactivateIdmForm } from '../deactivate-form';
import { ApplicationFrame } from '../frame';
import type { FrameProps } from '../props';
import { idmPath } from './sync';

/** The question before the IdM connection is deactivated, as a page (M-204, M-205, A-16). */
export function DeactivateIdmPage({ chrome, frame }: { readonly chrome: Chrome; readonly frame: FrameProps }): VNode {
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management">
      <Card
        id="deactivate"
        title={
          <>
            Deactivate the IdM connection to <bdi>{frame.label}</bdi>?
          </>
        }
      >
        <DeactivateIdmForm
          chrome={chrome}
          frame={frame}
          cancel={
            <a class="btn" href={idmPath(frame)}>
              Cancel
            </a>
          }
        />
      </Card>
    </ApplicationFrame>
  );
}
