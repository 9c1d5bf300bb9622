/** Second-level status: not everybody could be reached (saml-core section 3.2.2.2). */
export const PARTIAL_LOGOUT = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';

/** Why somebody is signed out (saml-core section 3.7.3). */
export const LOGOUT_REASON = {
  user: 'urn:oasis:names:tc:SAML:2.0:logout:user',
  admin: 'urn:oasis:names:tc:SAML:2.0:logout:admin',
} as const;

/** The SOAP binding (saml-bindings section 3.2). */
export const SOAP = {
  envelope: 'http://schemas.xmlsoap.org/soap/envelope/',
} as const;
