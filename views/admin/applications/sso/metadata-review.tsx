import type { VNode } from 'preact';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { ApplicationFrame } from '../frame';
import type { MetadataReviewProps } from './props';

/** What an application's metadata says, beside what is stored; nothing is changed until it is applied (M-051). */
export function MetadataReviewPage({ chrome, frame, found, warnings, xml }: MetadataReviewProps): VNode {
  const path = `/admin/applications/${frame.slug}/sso`;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso">
      <Card
        id="review"
        title="Metadata was read"
        lead="Nothing is changed yet. Apply stores what was read and activates SSO."
        bare
      >
        {warnings.length === 0 ? null : (
          <div class="body stack s3">
            {warnings.map((warning) => (
              <Banner kind="warn" title={warning} />
            ))}
          </div>
        )}
        <table class="table fold">
          <caption class="vh">What was read, beside what is stored now</caption>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Now</th>
              <th scope="col">Read</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ label, now, read }) => (
              <tr>
                <td>
                  <b>{label}</b>
                </td>
                <td data-th="Now">
                  <Lines texts={now} />
                </td>
                <td data-th="Read">
                  <Lines texts={read} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <footer>
          <form class="row" method="post" action={`${path}/metadata/apply`} enctype="multipart/form-data">
            <CsrfField token={chrome.csrfToken} />
            <input type="hidden" name="xml" value={xml} />
            <button class="btn main">Apply</button>
            <a class="btn" href={path}>
              Cancel
            </a>
          </form>
        </footer>
      </Card>
    </ApplicationFrame>
  );
}

function Lines({ texts }: { readonly texts: readonly string[] }): VNode {
  if (texts.length === 0) return <span class="muted">None</span>;
  return (
    <ul class="plain">
      {texts.map((text) => (
        <li>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}
