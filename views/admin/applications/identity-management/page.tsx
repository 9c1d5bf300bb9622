import type { VNode } from 'preact';
import { Card } from '../../../parts/card';
import { Empty } from '../../../parts/empty';
import { ErrorSummary } from '../../../parts/error-summary';
import { ApplicationFrame } from '../frame';
import { GuideCard } from '../guide';
import { Configure } from './configure';
import { Mappings } from './mappings/card';
import { People } from './people';
import type { IdmProps } from './props';
import { PauseBanner } from './pause';
import { Connection } from './connection';
import { HoldBanner, SyncStatus } from './sync';

/** The Identity Management tab (M-075): not available, to be configured, or active with everybody's status. */
export function IdentityManagementPage(props: IdmProps): VNode {
  const { chrome, frame, guides, notes, integration, cards, message } = props;
  const content = integration?.content;
  const errors = content?.state === 'inactive' ? content.errors : {};
  const failed = content?.state === 'inactive' && content.test?.ok === false;
  const problem = message !== undefined || failed || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {content === undefined || integration === undefined ? (
        <Card id="connection" title="Connection" bare>
          <Empty
            icon="sync"
            title="Identity Management is not available"
            text={`${frame.label} has no SCIM service that Passo knows. Accounts there are managed there.`}
          />
        </Card>
      ) : content.state === 'inactive' ? (
        <>
          <div class="two">
            <Configure chrome={chrome} frame={frame} content={content} />
            <GuideCard label={frame.label} slug={frame.slug} guides={guides} notes={notes} />
          </div>
          <Mappings frame={frame} mappings={integration.mappings} />
        </>
      ) : (
        <>
          <PauseBanner chrome={chrome} frame={frame} content={content} />
          <HoldBanner chrome={chrome} frame={frame} content={content} />
          {cards?.first}
          <SyncStatus chrome={chrome} frame={frame} content={content} />
          <People chrome={chrome} frame={frame} content={content} />
          {cards?.below}
          <div class="two">
            <Connection chrome={chrome} frame={frame} content={content} />
            <GuideCard label={frame.label} slug={frame.slug} guides={guides} notes={notes} />
          </div>
          <Mappings frame={frame} mappings={integration.mappings} />
        </>
      )}
    </ApplicationFrame>
  );
}
