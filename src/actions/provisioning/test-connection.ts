import type { Application } from '../../core/application';
import type { Exchange, Outcome } from '../../scim/outcome';
import type { ScimResource } from '../../scim/resource';
import type { ScimAddress } from '../../scim/transport';
import type { Deps } from '../deps';
import { clientFor } from './connection';

/** One step of a connection test, for the page. */
export interface TestStep {
  readonly label: string;
  readonly state: 'done' | 'failed' | 'skipped';
}

/** What a connection test found. It reads only, and changes nothing at the SP. */
export interface ConnectionTest {
  readonly ok: boolean;
  readonly steps: readonly TestStep[];
  /** Why it failed, and what to do. */
  readonly sentence?: string;
  readonly exchange?: Exchange;
  /** All accounts of the SP, where one page holds them. */
  readonly accounts?: readonly ScimResource[];
}

/**
 * Tries an address and a token: what the SP says of itself, which it may refuse to say, and one read of accounts, which
 * has to work (M-083). The first failure is told.
 */
export async function testConnection(
  deps: Deps,
  application: Pick<Application, 'label' | 'slug'>,
  address: ScimAddress,
): Promise<ConnectionTest> {
  const client = clientFor(deps, application, address);
  const { label } = application;
  const names = [`Reach ${new URL(address.baseUrl).host}`, 'Token Key accepted', 'Read accounts'];
  const accounts = client.listUsers();
  // Both at once: neither needs what the other says, and a far SP is waited for once.
  const [config, first] = await Promise.all([client.readServiceProviderConfig(), accounts.next()]);
  await accounts.return(undefined);
  if (config.kind === 'unreachable') return failed(names, 0, config);
  if (config.kind === 'unauthorized') return failed(names, 1, config);

  const page = first.done === true ? undefined : first.value;
  if (page === undefined) return { ok: false, steps: steps(names, 2), sentence: `${label} listed no accounts.` };
  if (page.kind === 'unreachable') return failed(names, 0, page);
  if (page.kind === 'unauthorized') return failed(names, 1, page);
  if (page.kind !== 'ok') return failed(names, 2, page);
  const { resources, complete, last } = page.value;
  const whole = complete && last ? { accounts: resources } : {};
  return { ok: true, steps: steps(names, names.length), exchange: page.exchange, ...whole };
}

function failed(
  names: readonly string[],
  at: number,
  outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>,
): ConnectionTest {
  return { ok: false, steps: steps(names, at), sentence: outcome.sentence, exchange: outcome.exchange };
}

function steps(names: readonly string[], failedAt: number): TestStep[] {
  return names.map((label, place) => ({
    label,
    state: place < failedAt ? 'done' : place === failedAt ? 'failed' : 'skipped',
  }));
}
