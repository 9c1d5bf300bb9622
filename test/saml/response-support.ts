import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildResponse, prepareSigningKey, type ResponseInput } from '../../src/saml/response/response';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { ACS, IDP, NOW, SP } from './support';

let made: Promise<KeyPair> | undefined;

/** One key pair for all tests of a file, made at test time. */
export function idpPair(): Promise<KeyPair> {
  made ??= makeKeyPair({ commonName: 'Passo – Über', now: NOW, validDays: 365 });
  return made;
}

export function responseInput(pair: KeyPair, changes: Partial<ResponseInput> = {}): ResponseInput {
  return {
    issuer: IDP,
    audience: SP,
    acsUrl: ACS,
    inResponseTo: '_request1',
    nameId: { format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', value: 'anna@example.com' },
    attributes: [
      { name: 'email', values: ['anna@example.com'] },
      { name: 'urn:oid:2.5.4.42', values: ['Anna & <Söhne>'] },
      { name: 'groups', values: ['Staff', 'Ops "QA"'] },
      { name: 'nothing', values: [] },
    ],
    authnInstant: NOW - 3_600_000,
    sessionIndex: '_session1',
    authnContextClass: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    now: NOW,
    responseId: '_response1',
    assertionId: '_assertion1',
    sign: 'both',
    key: prepareSigningKey(pair),
    ...changes,
  };
}

/** A Response as text. */
export function responseXml(pair: KeyPair, changes: Partial<ResponseInput> = {}): string {
  return buildResponse(responseInput(pair, changes)).xml;
}

/** Runs something with a folder that is gone afterwards. */
export function withFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'passo-saml-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tells whether a program is installed; says so when it is not. */
export function installed(program: string): boolean {
  const there = spawnSync(program, ['--version']).error === undefined;
  if (!there) process.stderr.write(`${program} is not installed; the tests that use it are left out.\n`);
  return there;
}

/** The verdict of xmlsec1 on the signature of the Response or of its assertion. */
export function xmlsecVerifies(xml: string, certificatePem: string, which: 'Response' | 'Assertion'): boolean {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'cert.pem'), certificatePem);
    writeFileSync(join(folder, 'message.xml'), xml);
    const root = "/*[local-name()='Response']";
    const parent = which === 'Response' ? root : `${root}/*[local-name()='Assertion']`;
    const result = spawnSync('xmlsec1', [
      '--verify',
      '--pubkey-cert-pem',
      join(folder, 'cert.pem'),
      '--id-attr:ID',
      'urn:oasis:names:tc:SAML:2.0:protocol:Response',
      '--id-attr:ID',
      'urn:oasis:names:tc:SAML:2.0:assertion:Assertion',
      '--node-xpath',
      `${parent}/*[local-name()='Signature']`,
      join(folder, 'message.xml'),
    ]);
    return result.status === 0;
  });
}

/** Exclusive canonical form by libxml2. */
export function xmllintCanonical(xml: string): string {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'message.xml'), xml);
    return execFileSync('xmllint', ['--exc-c14n', join(folder, 'message.xml')], { encoding: 'utf8', maxBuffer: 1e8 });
  });
}
