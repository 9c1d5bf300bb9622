import type { Application } from '../../core/application';
import { getCurrentCertificate } from '../../store/sign-on/certificates';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Hands an application's certificate to an admin as certificate.pem (M-055), and records who took it.
 * @returns the PEM text
 */
export async function downloadCertificate(deps: Deps, actor: Actor, application: Application): Promise<string> {
  return transact(deps.db, async (tx) => {
    const certificate = await getCurrentCertificate(tx, application.id);
    await record(deps, tx, actor, 'certificate_download', { application }, { fingerprint: certificate.fingerprint });
    return certificate.pem;
  });
}
