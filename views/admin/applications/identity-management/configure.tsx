import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { Empty } from '../../../parts/empty';
import { Field } from '../../../parts/field';
import { counted } from '../../../parts/words';
import type { FrameProps } from '../props';
import { CredentialFields } from './credentials/fields';
import { ConsentCheck } from './compatibility/consent';
import { GroupsCheck } from './groups/card';
import { PlanFirstCheck } from './plan/card';
import type { IdmInactive } from './props';
import { idmPath } from './sync';
import { TestSteps } from './test-steps';

interface ConfigureProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly content: IdmInactive;
}

/** The connection before it is active: what it is for, Configure, and the form (M-077 to M-085). */
export function Configure({ chrome, frame, content }: ConfigureProps): VNode {
  return (
    <Card
      id="connection"
      title="Connection"
      badge={content.beta ? <Badge kind="plain">Beta</Badge> : <Badge kind="off">Not active</Badge>}
      bare
    >
      {content.needsSso ? (
        <NeedsSso frame={frame} />
      ) : content.configuring ? (
        <ConnectionForm chrome={chrome} frame={frame} content={content} />
      ) : (
        <Explanation frame={frame} content={content} />
      )}
    </Card>
  );
}

function NeedsSso({ frame }: { readonly frame: FrameProps }): VNode {
  return (
    <Empty
      icon="lock"
      title="Single sign-on comes first"
      text={`${frame.label} needs single sign-on before Identity Management. Set up the SSO tab, then come back.`}
    >
      <a class="btn main" href={`/admin/applications/${frame.slug}/sso`}>
        Open SSO
      </a>
    </Empty>
  );
}

function Explanation({ frame, content }: { readonly frame: FrameProps; readonly content: IdmInactive }): VNode {
  const known =
    content.knownAccounts === 0
      ? ''
      : ` ${counted(content.knownAccounts, 'account is', 'accounts are')} known from the connection before and will be found again.`;
  return (
    <Empty
      icon="sync"
      title={`Passo can keep the accounts in ${frame.label} in step`}
      text={`People with access get an account there, changes follow, and people who lose access are deactivated. You need the ${content.tokenName} of ${frame.label}.${known}`}
    >
      <a class="btn main" href={`/admin/applications/${frame.slug}/identity-management?configure=1`}>
        Configure
      </a>
    </Empty>
  );
}

function ConnectionForm({ chrome, frame, content }: ConfigureProps): VNode {
  const { baseUrl, tokenName, credential, groups, test, errors } = content;
  const path = `/admin/applications/${frame.slug}/identity-management`;
  return (
    <form class="body stack s4" method="post" action={`${path}/activation`} autocomplete="off">
      <CsrfField token={chrome.csrfToken} />
      {test === undefined ? null : (
        <TestSteps
          test={test}
          title={test.ok ? 'The connection works' : 'The connection could not be verified'}
          text={
            test.ok
              ? 'Nothing was changed and nothing is stored. Enter the Token Key again and choose Activate.'
              : `${test.sentence ?? ''} Identity Management is not active. Enter the Token Key again to try once more.`.trim()
          }
        />
      )}
      {baseUrl === undefined ? null : (
        <Field
          name="baseUrl"
          label="Base URL"
          value={baseUrl.value}
          help={`For example ${baseUrl.example}`}
          error={errors['baseUrl']}
          exact
        />
      )}
      <CredentialFields
        label={frame.label}
        {...credential}
        tokenName={tokenName}
        errors={errors}
        hrefOf={(kind) => idmPath(frame, { configure: 1, auth: kind })}
      />
      {groups === undefined ? null : <GroupsCheck label={frame.label} checked={groups} />}
      <ConsentCheck label={frame.label} groups={groups !== undefined} checked={content.probe === true} />
      <PlanFirstCheck checked={content.planFirst === true} />
      <p class="help">
        Activate verifies the connection first. Then {counted(content.people, 'person', 'people')} with access{' '}
        {content.people === 1 ? 'gets' : 'get'} an account in <bdi>{frame.label}</bdi>; accounts there that match are
        taken over. A test reads only and changes nothing.
      </p>
      <div class="row">
        <button class="btn main">Activate</button>
        <button class="btn" formaction={`${path}/test`}>
          Test connection
        </button>
        <a class="btn quiet" href={path}>
          Cancel
        </a>
      </div>
    </form>
  );
}
