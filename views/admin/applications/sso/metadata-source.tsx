import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { Time } from '../../../parts/time';
import type { SourceProps } from './metadata-props';

/** What the admin has to know of the metadata address at once: new metadata, or that it can't be read. */
export function MetadataNotice(props: {
  readonly chrome: Chrome;
  readonly slug: string;
  readonly label: string;
  readonly source: SourceProps | undefined;
}): VNode | null {
  const { chrome, slug, label, source } = props;
  if (source?.foundAt !== undefined) {
    const link = { href: `/admin/applications/${slug}/sso/metadata/difference`, label: 'Review' };
    return (
      <Banner kind="warn" title={`${label} has new metadata`} link={link}>
        Found <Time at={source.foundAt} now={chrome.now} />. Nothing is changed until you accept it.
      </Banner>
    );
  }
  if (source?.fault?.telling !== true) return null;
  const { sentence, since } = source.fault;
  return (
    <Banner kind="warn" title={`The metadata of ${label} can’t be read since ${words(since, chrome.now)}`}>
      {sentence} What is stored goes on working.
    </Banner>
  );
}

function words(since: number, now: number): string {
  const hours = Math.max(1, Math.round((now - since) / 3_600_000));
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** The address metadata is read from by itself, with its state and what can be done. */
export function MetadataSource(props: {
  readonly chrome: Chrome;
  readonly slug: string;
  readonly source: SourceProps;
}): VNode {
  const { chrome, slug, source } = props;
  return (
    <form class="stack s3" method="post" action={`/admin/applications/${slug}/sso/metadata/source`}>
      <CsrfField token={chrome.csrfToken} />
      <p>
        Read by itself from <bdi class="code">{source.url}</bdi>
      </p>
      <p class="help">
        {source.lastOkAt === undefined ? (
          'Not read yet'
        ) : (
          <>
            Last read <Time at={source.lastOkAt} now={chrome.now} />
          </>
        )}
        , next <Time at={Math.max(source.nextTryAt, chrome.now)} now={chrome.now} />.
        {source.fault === undefined ? null : ` ${source.fault.sentence}`}
      </p>
      <div class="row">
        <button class="btn small" name="action" value="read">
          Read it now
        </button>
        <button class="btn quiet small" name="action" value="stop">
          Stop reading it
        </button>
      </div>
    </form>
  );
}
