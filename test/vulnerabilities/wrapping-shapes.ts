/** What a shape is made of. All texts use the prefixes samlp, saml and ds, and have the Issuer first. */
export interface WrappingParts {
  /** A message that the application really signed: one signature right after its Issuer. */
  readonly signed: string;
  /** The attacker's message of the same kind, unsigned, with another ID. */
  readonly evil: string;
  readonly signedId: string;
  readonly evilId: string;
  /** An attribute that would change what the message means, e.g. ` ForceAuthn="false"`. */
  readonly addedAttribute: string;
}

/** A way to bring an attacker's message in beside a signed one. */
export interface WrappingShape {
  readonly name: string;
  /** Whether the message may be accepted, with the signed values alone. All others have to be refused. */
  readonly harmless?: true;
  readonly make: (parts: WrappingParts) => string;
}

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const signatureOf = ({ signed }: WrappingParts): string => SIGNATURE.exec(signed)?.[0] ?? '';
const unsigned = (parts: WrappingParts): string => parts.signed.replace(SIGNATURE, '');
const afterIssuer = (xml: string, piece: string): string =>
  xml.replace('</saml:Issuer>', () => `</saml:Issuer>${piece}`);
const atEnd = (xml: string, piece: string): string => xml.replace(/<\/samlp:\w+>$/, (end) => piece + end);
const extensions = (piece: string): string => `<samlp:Extensions>${piece}</samlp:Extensions>`;
const inObject = (parts: WrappingParts, piece: string): string =>
  signatureOf(parts).replace('</ds:Signature>', () => `<ds:Object>${piece}</ds:Object></ds:Signature>`);
const inKeyInfo = (parts: WrappingParts, piece: string): string =>
  signatureOf(parts).replace('</ds:SignatureValue>', () => `</ds:SignatureValue><ds:KeyInfo>${piece}</ds:KeyInfo>`);
const sameId = (xml: string, { evilId, signedId }: WrappingParts): string =>
  xml.replace(`ID="${evilId}"`, `ID="${signedId}"`);
const swapSignature = (parts: WrappingParts, piece: string): string => parts.signed.replace(SIGNATURE, () => piece);
const withReference = (parts: WrappingParts, uri: string): string =>
  signatureOf(parts).replace(`#${parts.signedId}`, () => uri);

/** Shapes of signature wrapping (SECURITY S1): each holds a signed message and one of the attacker. */
export const WRAPPING_SHAPES: readonly WrappingShape[] = [
  { name: 'the signed original inside the evil root', make: (parts) => atEnd(parts.evil, parts.signed) },
  {
    name: 'the signed original in Extensions of the evil root',
    make: (parts) => afterIssuer(parts.evil, extensions(parts.signed)),
  },
  {
    name: 'the signature at the evil root, the original in Extensions',
    make: (parts) => afterIssuer(parts.evil, signatureOf(parts) + extensions(unsigned(parts))),
  },
  {
    name: 'the signature at the evil root, the original at the end',
    make: (parts) => atEnd(afterIssuer(parts.evil, signatureOf(parts)), unsigned(parts)),
  },
  {
    name: 'the original in Object of the signature at the evil root',
    make: (parts) => afterIssuer(parts.evil, inObject(parts, unsigned(parts))),
  },
  {
    name: 'the original in KeyInfo of the signature at the evil root',
    make: (parts) => afterIssuer(parts.evil, inKeyInfo(parts, unsigned(parts))),
  },
  {
    name: 'the signed original in Object of the signature',
    make: (parts) => afterIssuer(parts.evil, inObject(parts, parts.signed)),
  },
  {
    name: 'evil with the signed ID, the original in Extensions',
    make: (parts) => sameId(afterIssuer(parts.evil, signatureOf(parts) + extensions(unsigned(parts))), parts),
  },
  {
    name: 'evil with the signed ID, the original in Object',
    make: (parts) => sameId(afterIssuer(parts.evil, inObject(parts, unsigned(parts))), parts),
  },
  {
    name: 'evil with the signed ID, the signature at the end',
    make: (parts) => sameId(atEnd(parts.evil, signatureOf(parts)), parts),
  },
  { name: 'evil inside the signed original', make: (parts) => atEnd(parts.signed, parts.evil) },
  {
    name: 'evil in Extensions of the signed original',
    make: (parts) => afterIssuer(parts.signed, extensions(parts.evil)),
  },
  {
    name: 'evil in Object of the good signature',
    make: (parts) => swapSignature(parts, inObject(parts, parts.evil)),
  },
  {
    name: 'evil in KeyInfo of the good signature, which is never read',
    harmless: true,
    make: (parts) => swapSignature(parts, inKeyInfo(parts, parts.evil)),
  },
  {
    name: 'evil inside the signature value',
    make: (parts) => parts.signed.replace('<ds:SignatureValue>', () => `<ds:SignatureValue>${parts.evil}`),
  },
  {
    name: 'two signatures, one for evil and one for the original',
    make: (parts) =>
      afterIssuer(
        parts.evil,
        withReference(parts, `#${parts.evilId}`) + signatureOf(parts) + extensions(unsigned(parts)),
      ),
  },
  {
    name: 'a reference to both in one signature',
    make: (parts) => {
      const reference = /<ds:Reference .*<\/ds:Reference>/s.exec(signatureOf(parts))?.[0] ?? '';
      const both = reference + reference.replace(parts.signedId, parts.evilId);
      return afterIssuer(parts.evil, signatureOf(parts).replace(reference, () => both) + extensions(unsigned(parts)));
    },
  },
  {
    name: 'an empty reference at the evil root',
    make: (parts) => afterIssuer(parts.evil, withReference(parts, '')),
  },
  {
    name: 'an XPointer reference to the original inside evil',
    make: (parts) =>
      afterIssuer(parts.evil, withReference(parts, `#xpointer(id('${parts.signedId}'))`) + extensions(unsigned(parts))),
  },
  {
    name: 'the signature of the original at the evil root, the original left out',
    make: (parts) => afterIssuer(parts.evil, signatureOf(parts)),
  },
  { name: 'both in an envelope', make: (parts) => `<x xmlns="urn:x">${parts.evil}${parts.signed}</x>` },
  { name: 'evil first, the original as a second root', make: (parts) => parts.evil + parts.signed },
  { name: 'the original first, evil as a second root', make: (parts) => parts.signed + parts.evil },
  {
    name: 'a second Issuer outside what was signed',
    make: (parts) => afterIssuer(parts.signed, '<saml:Issuer>https://evil.example</saml:Issuer>'),
  },
  {
    name: 'an attribute added to the signed root',
    make: (parts) => parts.signed.replace(` ID="${parts.signedId}"`, ` ID="${parts.signedId}"${parts.addedAttribute}`),
  },
  {
    name: 'the signature moved below the Issuer',
    make: (parts) => unsigned(parts).replace('</saml:Issuer>', () => `${signatureOf(parts)}</saml:Issuer>`),
  },
  {
    name: 'the signed ID as xml:id of the Issuer of evil',
    make: (parts) =>
      afterIssuer(parts.evil, signatureOf(parts)).replace('<saml:Issuer', `<saml:Issuer xml:id="${parts.signedId}"`),
  },
  {
    name: 'evil that names the signed ID in an attribute Id',
    make: (parts) =>
      afterIssuer(parts.evil, signatureOf(parts)).replace(
        ` ID="${parts.evilId}"`,
        ` ID="${parts.evilId}" Id="${parts.signedId}"`,
      ),
  },
];
