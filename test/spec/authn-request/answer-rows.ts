import { ACS_TWO, requestOf } from '../../support/saml/sign-on-probe';
import { ACS } from '../../vulnerabilities/web-bench';
import type { Row } from './row';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const asking = (attributes: Record<string, string | undefined>): string => requestOf({ attributes });
const indexed = (index: string, more: Record<string, string> = {}): string =>
  asking({ AssertionConsumerServiceURL: undefined, AssertionConsumerServiceIndex: index, ...more });

/** How and where a request is answered. */
export const ANSWER_ROWS: readonly Row[] = [
  {
    clause: 'saml-core 3.4.1',
    field: 'ForceAuthn',
    run: async ({ probe, answered, signIn }) => {
      for (const yes of ['true', '1']) await signIn(probe.byPost(asking({ ForceAuthn: yes })));
      for (const no of ['false', '0']) await answered(probe.byPost(asking({ ForceAuthn: no })));
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'IsPassive',
    run: async ({ probe, answered, status, signIn }) => {
      await answered(probe.byPost(asking({ IsPassive: 'true' })));
      const sending = { nobody: true, relayState: 'r' };
      const told = await status(probe.byRedirect(asking({ IsPassive: '1', ID: '_passive' }), sending), 'NoPassive');
      expect(told).toMatchObject({ acsUrl: ACS, inResponseTo: '_passive', relayState: 'r' });
      await signIn(probe.byRedirect(asking({ IsPassive: '0' }), sending));
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'ForceAuthn with IsPassive',
    run: async ({ probe, status }) => {
      await status(probe.byPost(asking({ ForceAuthn: 'true', IsPassive: 'true' })), 'NoPassive');
      await status(probe.byPost(asking({ ForceAuthn: 'true', IsPassive: 'true' }), { nobody: true }), 'NoPassive');
    },
  },
  {
    clause: 'saml-profiles 4.1.4.1',
    field: 'AssertionConsumerServiceURL',
    run: async ({ probe, answered, page }) => {
      expect((await answered(probe.byPost(asking({ AssertionConsumerServiceURL: undefined })))).acsUrl).toBe(ACS);
      expect((await answered(probe.byPost(asking({ AssertionConsumerServiceURL: ACS_TWO })))).acsUrl).toBe(ACS_TWO);
      for (const url of ['', `${ACS}/`, 'https://evil.example/acs', ACS.toUpperCase()]) {
        await page(probe.byPost(asking({ AssertionConsumerServiceURL: url })), 'acs_not_registered');
      }
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'AssertionConsumerServiceIndex',
    run: async ({ probe, answered, page }) => {
      expect((await answered(probe.byPost(indexed('7')))).acsUrl).toBe(ACS_TWO);
      expect((await answered(probe.byPost(indexed(' 0 ')))).acsUrl).toBe(ACS);
      await page(probe.byPost(indexed('1')), 'acs_not_registered');
      await page(probe.byPost(indexed('-1')), 'message_malformed');
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'AssertionConsumerServiceURL with AssertionConsumerServiceIndex',
    run: async ({ probe, page }) => {
      const both = { AssertionConsumerServiceURL: ACS_TWO, AssertionConsumerServiceIndex: '7' };
      await page(probe.byPost(asking(both)), 'acs_not_registered');
    },
  },
  {
    clause: 'saml-profiles 4.1.2',
    field: 'ProtocolBinding',
    run: async ({ probe, answered, status }) => {
      await answered(probe.byPost(asking({ ProtocolBinding: POST })));
      for (const binding of [POST.replace('POST', 'Artifact'), POST.replace('POST', 'Redirect'), '']) {
        await status(probe.byPost(asking({ ProtocolBinding: binding })), 'UnsupportedBinding');
      }
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'ProtocolBinding with AssertionConsumerServiceIndex',
    run: async ({ probe, status }) => {
      await status(probe.byPost(indexed('7', { ProtocolBinding: POST })), 'RequestUnsupported');
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'AttributeConsumingServiceIndex',
    run: async ({ probe, answered, page }) => {
      for (const index of ['0', '65535'])
        await answered(probe.byPost(asking({ AttributeConsumingServiceIndex: index })));
      await page(probe.byPost(asking({ AttributeConsumingServiceIndex: '65536' })), 'message_malformed');
    },
  },
  {
    clause: 'saml-bindings 3.4.3',
    field: 'RelayState',
    run: async ({ probe, answered, page }) => {
      const long = 'https://evil.example/?a=b&c=%20+é漢'.padEnd(8000, 'x');
      for (const send of [probe.byPost, probe.byRedirect]) {
        expect((await answered(send(requestOf(), { relayState: long }))).relayState).toBe(long);
        expect((await answered(send(requestOf()))).relayState).toBeUndefined();
        const denied = requestOf({ rest: '<samlp:NameIDPolicy Format="urn:x"/>' });
        // A denial carries it as well (saml-bindings section 3.5.3).
        const told = await send(denied, { relayState: long });
        expect(told.kind === 'posted' && told.relayState === long).toBe(true);
        await page(send(requestOf(), { relayState: 'x'.repeat(8193) }), 'message_too_large');
      }
    },
  },
];
