import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { md, pki } from 'node-forge';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailConfig } from '../../../src/config/smtp';
import type { MailMessage } from '../../../src/net/mail/mailer';

/** A message as the mail server got it. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly user: string | undefined;
  readonly secure: boolean;
}

/** A mail server on loopback. */
export interface TestSmtp {
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

/** Starts a real mail server that keeps what it gets. */
export async function startSmtp(options: SMTPServerOptions = {}): Promise<TestSmtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
          user: session.user as string | undefined,
          secure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  // Clients that break off are part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Starts a server that answers by a script: the first letters of a command, and the answer; `hang` and `drop` are none. */
export async function startScripted(script: Readonly<Record<string, string>>): Promise<TestSmtp> {
  const sockets = new Set<Socket>();
  const say = (socket: Socket, line: string): void => {
    if (line === 'drop') socket.destroy();
    else if (line !== 'hang') socket.write(`${line}\r\n`);
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let inData = false;
    socket.on('error', () => undefined);
    say(socket, script['GREET'] ?? '220 test');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString('utf8').split('\r\n').filter(Boolean)) {
        if (inData) {
          if (line !== '.') continue;
          inData = false;
          say(socket, script['END'] ?? '250 queued');
          continue;
        }
        const verb = line.slice(0, 4).toUpperCase();
        const reply = script[verb] ?? (verb === 'DATA' ? '354 go on' : '250 fine');
        inData = verb === 'DATA' && reply.startsWith('354');
        say(socket, reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A key and a certificate for 127.0.0.1, made anew. */
export function loopbackCertificate(changes: { readonly name?: string; readonly ended?: boolean } = {}): {
  readonly key: string;
  readonly cert: string;
} {
  const keys = pki.rsa.generateKeyPair(2048);
  const certificate = pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  const day = 86_400_000;
  certificate.validity.notBefore = new Date(Date.now() - 10 * day);
  certificate.validity.notAfter = new Date(Date.now() + (changes.ended === true ? -day : day));
  certificate.setSubject([{ name: 'commonName', value: 'test' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'test' }]);
  const altName = changes.name === undefined ? { type: 7, ip: '127.0.0.1' } : { type: 2, value: changes.name };
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [altName] },
  ]);
  certificate.sign(keys.privateKey, md.sha256.create());
  return { key: pki.privateKeyToPem(keys.privateKey), cert: pki.certificateToPem(certificate) };
}

/** The way to a test server. */
export function configOf(port: number, changes: Partial<MailConfig> = {}): MailConfig {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    from: { name: 'Fernhill Sign-in', address: 'passo@fernhill.example' },
    ...changes,
  };
}

/** A message, with changes. */
export function messageOf(changes: Partial<MailMessage> = {}): MailMessage {
  return {
    id: '01JTESTTESTTESTTESTTESTTES',
    to: 'sam@fernhill.example',
    subject: 'A certificate ends soon',
    text: 'Hello Sam.\n',
    html: '<p>Hello Sam.</p>',
    ...changes,
  };
}
