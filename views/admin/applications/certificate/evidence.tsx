import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { CsrfField } from '../../../parts/csrf-field';
import { Time } from '../../../parts/time';
import { certificatePath, type CertificatePageProps, type CertificateShown } from './props';

/** What tells that the application knows the next certificate: it has read it, somebody entered it, a test passed. */
export function Evidence(props: CertificatePageProps & { readonly next: CertificateShown }): VNode {
  const { chrome, frame, rotation, next } = props;
  const { read, confirmed, testedAt } = rotation.readiness ?? {};
  return (
    <table class="table fold">
      <caption class="vh">What tells that {frame.label} knows the next certificate</caption>
      <thead>
        <tr>
          <th scope="col">What tells that it is known</th>
          <th scope="col">State</th>
          <th scope="col">
            <span class="vh">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>The metadata was read since, with the new certificate in it</td>
          <td data-th="State">
            <div>
              {read === undefined ? (
                <Badge kind="wait">Not yet</Badge>
              ) : (
                <>
                  <Badge kind="ok">Read</Badge>
                  <small>
                    <Time at={read.lastAt} now={chrome.now} />,{' '}
                    <bdi>{read.userAgent ?? 'a program without a name'}</bdi> from{' '}
                    <bdi>{read.clientIp ?? 'an unknown address'}</bdi>
                  </small>
                </>
              )}
            </div>
          </td>
          <td class="act">
            <a href="#readers">Who reads it</a>
          </td>
        </tr>
        <tr>
          <td>
            Somebody entered it in <bdi>{frame.label}</bdi> by hand
          </td>
          <td data-th="State">
            <div>
              {confirmed === undefined ? (
                <Badge kind="wait">Not yet</Badge>
              ) : (
                <>
                  <Badge kind="ok">Entered</Badge>
                  <small>
                    <Time at={confirmed.at} now={chrome.now} />, <bdi>{confirmed.by}</bdi>
                  </small>
                </>
              )}
            </div>
          </td>
          <td class="act">
            <form method="post" action={certificatePath(frame.slug, 'confirmation')}>
              <CsrfField token={chrome.csrfToken} />
              <input type="hidden" name="certificate" value={next.id} />
              {confirmed === undefined ? (
                <button class="btn small" name="confirmed" value="yes">
                  I pasted it
                </button>
              ) : (
                <button class="btn small" name="confirmed" value="no">
                  Take back
                </button>
              )}
            </form>
          </td>
        </tr>
        <tr>
          <td>
            A test sign-on signed with it passed
            <small>It shows that the new key signs well. It does not ask the application.</small>
          </td>
          <td data-th="State">
            <div>
              {testedAt === undefined ? (
                <Badge kind="off">Not tested</Badge>
              ) : (
                <>
                  <Badge kind="ok">Passed</Badge>
                  <small>
                    <Time at={testedAt} now={chrome.now} />
                  </small>
                </>
              )}
            </div>
          </td>
          <td class="act">
            <a class="btn small" href={`/admin/applications/${frame.slug}/sso/test?certificate=next`}>
              Test sign-on
            </a>
          </td>
        </tr>
      </tbody>
    </table>
  );
}
