import type { VNode } from 'preact';
import { MomentFields } from '../../certificates/moment-fields';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { CsrfField } from '../../../parts/csrf-field';
import { Check, Select } from '../../../parts/field';
import { Steps, type Step } from '../../../parts/steps';
import { dayOf, exactTime, Time } from '../../../parts/time';
import { Evidence } from './evidence';
import { certificatePath, type CertificatePageProps, type CertificateShown } from './props';
import { ReadyBadge, RotationBadge } from './words';

/** The kinds of key that can be made, in the words of the form. */
const KINDS = [
  { value: 'rsa-2048', label: 'RSA, 2,048 bits (every application knows it)' },
  { value: 'rsa-3072', label: 'RSA, 3,072 bits' },
  { value: 'ec-p256', label: 'ECDSA on P-256 (ask the application first)' },
];

/** The three steps of a rotation (UX 2.3): published beside, known there, signed with. */
export function RotationCard(props: CertificatePageProps): VNode {
  const { next } = props.rotation;
  return next === undefined ? <Begin {...props} /> : <UnderWay {...props} next={next} />;
}

function Begin({ chrome, frame, typed, errors }: CertificatePageProps): VNode {
  return (
    <Card
      id="rotate"
      title="Rotate certificate"
      lead={
        <>
          Three steps without one failed sign-on: a new certificate is published beside the one in use,{' '}
          <bdi>{frame.label}</bdi> learns it, then Passo signs with it.
        </>
      }
    >
      <form class="stack s4" method="post" action={certificatePath(frame.slug, 'next')}>
        <CsrfField token={chrome.csrfToken} />
        <Select
          name="kind"
          label="Key of the new certificate"
          value={typed.kind ?? 'rsa-2048'}
          options={KINDS}
          error={errors['kind']}
        />
        <div class="row">
          <button class="btn main">Create next certificate</button>
          <a class="btn" href={certificatePath(frame.slug, 'upload')}>
            Bring your own
          </a>
        </div>
        <span class="help">Nothing changes for anybody yet: it is only published.</span>
      </form>
    </Card>
  );
}

function UnderWay(props: CertificatePageProps & { readonly next: CertificateShown }): VNode {
  const { chrome, frame, rotation, next } = props;
  const ready = rotation.readiness?.ready === true;
  return (
    <Card
      id="rotate"
      title="Rotate certificate"
      badge={<RotationBadge />}
      end={
        <form method="post" action={certificatePath(frame.slug, 'discard')}>
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="certificate" value={next.id} />
          <button class="btn small">Discard next</button>
        </form>
      }
    >
      <Steps steps={stepsOf(props, ready)} />
      {next.switchAt === undefined ? null : <Planned {...props} at={next.switchAt} ready={ready} />}
      <Evidence {...props} next={next} />
      <div class="reason">
        <details>
          <summary>Fingerprint and text of the next certificate</summary>
          <div class="stack s4">
            <CopyField
              id="next-sha256"
              label="Fingerprint of the next certificate (SHA-256)"
              value={next.fingerprint}
            />
            <CopyField id="next-sha1" label="Fingerprint of the next certificate (SHA-1)" value={next.sha1} />
            <CopyField id="next-pem" label="Next certificate" value={next.pem} rows={6} />
          </div>
        </details>
      </div>
      {next.switchAt === undefined ? <Plan {...props} ready={ready} /> : null}
    </Card>
  );
}

function stepsOf(
  { chrome, frame, next }: CertificatePageProps & { readonly next: CertificateShown },
  ready: boolean,
): Step[] {
  const file = `/admin/applications/${frame.slug}/sso/next-certificate.pem`;
  return [
    {
      title: 'New certificate published beside the one in use',
      state: 'done',
      text: (
        <>
          Published <Time at={next.createdAt} now={chrome.now} />. {next.keyWords}, valid until {dayOf(next.notAfter)}.{' '}
          <a href={file} download="next-certificate.pem">
            Download next-certificate.pem
          </a>
        </>
      ),
    },
    {
      title: `${frame.label} learns it`,
      state: ready ? 'done' : 'now',
      text: 'By reading the metadata again, or by your entering it there.',
      action: <ReadyBadge ready={ready} />,
    },
    {
      title: 'Sign with the new certificate',
      state: ready ? 'now' : 'next',
      text: 'The old one stays in the metadata for 14 more days. You can go back until then.',
      action: (
        <form method="post" action={certificatePath(frame.slug, 'switch')}>
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="certificate" value={next.id} />
          <button class={ready ? 'btn main small' : 'btn small'}>Switch now</button>
        </form>
      ),
    },
  ];
}

function Planned(
  props: CertificatePageProps & { readonly next: CertificateShown; readonly at: number; readonly ready: boolean },
): VNode {
  const { chrome, frame, next, at, ready } = props;
  return (
    <>
      <Banner kind={ready ? 'info' : 'warn'} title={`Passo switches by itself on ${exactTime(at)}`}>
        {ready ? null : (
          <>
            Nothing shows yet that <bdi>{frame.label}</bdi> knows the new certificate. If it does not by then, sign-ons
            fail.
          </>
        )}
      </Banner>
      <form method="post" action={certificatePath(frame.slug, 'plan')}>
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="certificate" value={next.id} />
        <button class="btn small" name="plan" value="off">
          Call it off
        </button>
      </form>
    </>
  );
}

function Plan(props: CertificatePageProps & { readonly next: CertificateShown; readonly ready: boolean }): VNode {
  const { chrome, frame, next, ready, typed, errors } = props;
  return (
    <form class="stack s4" method="post" action={certificatePath(frame.slug, 'plan')} aria-labelledby="plan">
      <CsrfField token={chrome.csrfToken} />
      <input type="hidden" name="certificate" value={next.id} />
      <h3 id="plan">Or switch on a date</h3>
      <MomentFields typed={typed} errors={errors} />
      {ready ? null : (
        <div class={errors['anyway'] === undefined ? 'field' : 'field wrong'}>
          <Check
            id="f-anyway"
            name="anyway"
            checked={typed.anyway === 'on'}
            label={
              <>
                Plan it although nothing shows that <bdi>{frame.label}</bdi> knows the certificate
              </>
            }
            help="For a time that both sides have agreed on. Sign-ons fail from then on until the other side has it."
          />
          {errors['anyway'] === undefined ? null : <span class="error">{errors['anyway']}</span>}
        </div>
      )}
      <div class="row">
        <button class="btn">Plan the switch</button>
      </div>
    </form>
  );
}
