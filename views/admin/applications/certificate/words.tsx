import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Facts } from '../../../parts/facts';
import { dayOf, Time } from '../../../parts/time';
import { counted } from '../../../parts/words';
import type { CertificateShown } from './props';

/** From this many days before its end a certificate is to be replaced. */
const SOON_DAYS = 60;

/** Says that a certificate ends soon or has ended, and what that means. */
export function EndsBanner(props: {
  readonly certificate: Pick<CertificateShown, 'daysLeft' | 'notAfter'>;
  readonly label: string;
  readonly link?: { readonly href: string; readonly label: string };
}): VNode | null {
  const { certificate, label, link } = props;
  const { daysLeft, notAfter } = certificate;
  if (daysLeft > SOON_DAYS) return null;
  if (daysLeft < 0) {
    return (
      <Banner kind="bad" title={`The certificate ended on ${dayOf(notAfter)}`} link={link}>
        Passo goes on signing with it, so people can sign on wherever <bdi>{label}</bdi> does not look at the date.
        Where it does, nobody can. Rotate it now.
      </Banner>
    );
  }
  return (
    <Banner
      kind="warn"
      title={`The certificate ends in ${counted(daysLeft, 'day')}, on ${dayOf(notAfter)}`}
      link={link}
    >
      Rotate it before: from that day on <bdi>{label}</bdi> may refuse every sign-on.
    </Banner>
  );
}

/** What a certificate says of itself. */
export function CertificateFacts({
  certificate,
  now,
}: {
  readonly certificate: CertificateShown;
  readonly now: number;
}): VNode {
  const { notBefore, notAfter, keyWords, subject, origin, createdAt } = certificate;
  return (
    <Facts
      facts={[
        { term: 'Valid from', value: <Time at={notBefore} now={now} as="day" /> },
        { term: 'Valid until', value: <Time at={notAfter} now={now} as="day" /> },
        { term: 'Key', value: keyWords },
        { term: 'Name in it', value: <bdi>{subject}</bdi> },
        ...(createdAt === 0
          ? []
          : [
              {
                term: origin === 'uploaded' ? 'Brought by an admin' : 'Made by Passo',
                value: <Time at={createdAt} now={now} as="day" />,
              },
            ]),
      ]}
    />
  );
}

/** The beginning and the end of a fingerprint, to recognise it by. */
export function shortFingerprint(fingerprint: string): string {
  return `${fingerprint.slice(0, 11)}…${fingerprint.slice(-5)}`;
}

/** The badge of a rotation under way. */
export function RotationBadge(): VNode {
  return <Badge kind="warn">Rotation in progress</Badge>;
}

/** Whether an application knows its next certificate, in a word. */
export function ReadyBadge({ ready }: { readonly ready: boolean }): VNode {
  return <Badge kind={ready ? 'ok' : 'wait'}>{ready ? 'Ready' : 'Not ready'}</Badge>;
}
