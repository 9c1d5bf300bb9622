import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a test lets an authenticator say otherwise than it should. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly userVerified?: boolean;
  readonly userHandle?: string;
  readonly counter?: number;
  readonly signedBy?: SoftAuthenticator;
}

/** An authenticator in software, with one ES256 key (WebAuthn Level 3 section 6), for answers no browser would give. */
export class SoftAuthenticator {
  readonly id = randomBytes(32);
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private counter = 0;

  constructor(private readonly origin: string) {}

  /** The answer to "make a passkey" (section 5.2.1), without attestation. */
  make(challenge: string, lies: Lies = {}): string {
    const { x = '', y = '' } = this.pair.publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      bytesOf(Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      bytesOf(Buffer.from(y, 'base64url')),
    ]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.head(lies, 0x40), Buffer.alloc(16), size, this.id, key]);
    const object = Buffer.concat([
      Buffer.from([0xa3]),
      ...[textOf('fmt'), textOf('none'), textOf('attStmt'), Buffer.from([0xa0]), textOf('authData'), bytesOf(data)],
    ]);
    return this.answer({
      clientDataJSON: this.client('webauthn.create', challenge, lies).toString('base64url'),
      attestationObject: object.toString('base64url'),
      transports: ['internal', '<script>'],
    });
  }

  /** The answer to "use a passkey" (section 5.2.2). */
  use(challenge: string, lies: Lies = {}): string {
    this.counter += 1;
    const data = this.head(lies, 0);
    const client = this.client('webauthn.get', challenge, lies);
    const hash = createHash('sha256').update(client).digest();
    const { privateKey } = (lies.signedBy ?? this).pair;
    return this.answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, hash]), privateKey).toString('base64url'),
      ...(lies.userHandle === undefined ? {} : { userHandle: Buffer.from(lies.userHandle).toString('base64url') }),
    });
  }

  private head({ rpId, userVerified = true, counter = this.counter }: Lies, more: number): Buffer {
    const place = createHash('sha256')
      .update(rpId ?? new URL(this.origin).hostname)
      .digest();
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([place, Buffer.from([0x01 | (userVerified ? 0x04 : 0) | more]), count]);
  }

  private client(type: string, challenge: string, lies: Lies): Buffer {
    const said = { type: lies.type ?? type, challenge, origin: lies.origin ?? this.origin, crossOrigin: false };
    return Buffer.from(JSON.stringify(said), 'utf8');
  }

  private answer(response: Readonly<Record<string, unknown>>): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }
}

/** CBOR byte and text strings (RFC 8949 section 3.1). */
function bytesOf(bytes: Buffer): Buffer {
  const head =
    bytes.length < 256 ? Buffer.from([0x58, bytes.length]) : Buffer.from([0x59, bytes.length >> 8, bytes.length & 255]);
  return Buffer.concat([head, bytes]);
}

function textOf(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text, 'utf8')]);
}
