import type { Application } from '../../core/application';
import { signingCertificateOf } from '../../core/certificate';
import { notFound } from '../../core/errors';
import { settle } from '../../core/rotation';
import { listCertificates } from '../../store/sign-on/certificates';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Hands an application's certificate to an admin as certificate.pem (M-055), or the next one, and records who took it.
 * @returns the PEM text
 * @throws AppError not_found when there is none
 */
export async function downloadCertificate(
  deps: Deps,
  actor: Actor,
  application: Application,
  which: 'current' | 'next' = 'current',
): Promise<string> {
  return transact(deps.db, async (tx) => {
    const now = deps.clock();
    const { certificates } = settle(await listCertificates(tx, application.id), now);
    const certificate =
      which === 'current'
        ? signingCertificateOf(certificates, now)
        : certificates.find(({ state }) => state === 'next');
    if (certificate === undefined) throw notFound(which === 'next' ? 'A next certificate' : 'A certificate');
    await record(deps, tx, actor, 'certificate_download', { application }, { fingerprint: certificate.fingerprint });
    return certificate.pem;
  });
}
