import { X509Certificate } from 'node:crypto';
import type { Application, SsoSettings } from '../../core/application';
import type { RegisteredCertificate, Surroundings } from '../../saml/diagnosis/exchange';
import { listApplications } from '../../store/applications';
import type { Exchange } from '../../store/sign-on/exchanges';
import type { Deps } from '../deps';

/** Collects what a diagnosis of an application's exchanges is held against. */
export async function readSurroundings(
  deps: Pick<Deps, 'db'>,
  application: Application,
  sso: SsoSettings,
  exchanges: readonly Exchange[],
): Promise<Surroundings> {
  const others = (await listApplications(deps.db)).flatMap((other) =>
    other.id === application.id || other.sso === undefined || other.sso.spEntityId === ''
      ? []
      : [{ label: other.label, entityId: other.sso.spEntityId }],
  );
  return { label: application.label, certificates: sso.spCertificates.flatMap(certificateOf), others, exchanges };
}

/** A certificate that can't be read is no help and no reason to fail here. */
function certificateOf(pem: string): RegisteredCertificate[] {
  try {
    const { fingerprint256, validTo } = new X509Certificate(pem);
    return [{ fingerprint: fingerprint256, notAfter: Date.parse(validTo) }];
  } catch {
    return [];
  }
}
