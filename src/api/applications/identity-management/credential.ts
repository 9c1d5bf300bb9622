import { z } from 'zod';
import type { CredentialInput } from '../../../actions/provisioning/credentials/input';
import type { ConnectionTest } from '../../../actions/provisioning/test-connection';
import { Refusal } from '../../frame/refusal';
import { secretText } from '../../operation';

const secret = secretText(16_384).meta({
  description: 'The Token Key, password, client secret or header value. It is never shown again.',
});
const expires = z.string().max(40).optional().meta({
  description: 'The day the secret ends at the application, by UTC.',
  example: '2027-03-01',
});
const line = z.string().max(2_000);

/** How Passo proves itself to a SCIM server. The secret goes in and never comes out. */
export const credentialSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bearer'), secret, expires }),
    z.strictObject({ kind: z.literal('basic'), username: line, secret, expires }),
    z.strictObject({
      kind: z.literal('oauth'),
      tokenUrl: line,
      clientId: line,
      scope: line.optional(),
      secret,
      expires,
    }),
    z.strictObject({ kind: z.literal('header'), headerName: line, secret, expires }),
  ])
  .meta({ id: 'Credential', description: 'By its kind: bearer token, HTTP Basic, OAuth 2.0, or a header of its own.' });

/** Where the fields of a connection's form stand in a body. */
export const CREDENTIAL_POINTERS: Readonly<Record<string, string>> = {
  token: 'credential/secret',
  ...Object.fromEntries(
    ['kind', 'username', 'tokenUrl', 'clientId', 'scope', 'headerName', 'expires'].map((name) => [
      name,
      `credential/${name}`,
    ]),
  ),
};

/** A credential as the actions take it. */
export function credentialOf({ secret: token, ...rest }: z.output<typeof credentialSchema>): CredentialInput {
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...fields, token };
}

/** What a connection test found. */
export const testSchema = z
  .object({
    ok: z.boolean(),
    steps: z.array(z.object({ label: z.string(), state: z.enum(['done', 'failed', 'skipped']) })),
    sentence: z.string().nullable().meta({ description: 'Why it failed, and what to do.' }),
    exchange: z
      .object({
        method: z.string(),
        path: z.string(),
        status: z.int().nullable(),
        scimType: z.string().nullable(),
        detail: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'The request that failed, and its answer.' }),
  })
  .meta({ id: 'ConnectionTest' });

/** Shows what a connection test found. */
export function showTest({ ok, steps, sentence, exchange }: ConnectionTest): z.output<typeof testSchema> {
  return {
    ok,
    steps: steps.map(({ label, state }) => ({ label, state })),
    sentence: sentence ?? null,
    exchange:
      exchange === undefined || ok
        ? null
        : {
            method: exchange.method,
            path: exchange.path,
            status: exchange.status ?? null,
            scimType: exchange.scimType ?? null,
            detail: exchange.detail ?? null,
          },
  };
}

/** What each step of a test that failed says of the body: the address could not be reached, the secret was refused. */
const STEP_POINTERS = ['#/baseUrl', '#/credential/secret'];

/**
 * Refuses a connection that does not work, with the reason that the page shows.
 * @throws Refusal 422
 */
export function demandWorking(test: ConnectionTest): void {
  if (test.ok) return;
  const detail = test.sentence ?? 'The connection does not work.';
  const pointer = STEP_POINTERS[test.steps.findIndex(({ state }) => state === 'failed')];
  throw new Refusal('invalid', detail, pointer === undefined ? {} : { faults: [{ pointer, detail }] });
}
