import type { Deps } from '../actions/deps';
import { expirePasswords } from '../actions/users/expiry';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

/** Soon after a start, so that who expired meanwhile does not wait. */
const FIRST_MS = 2_000;

/** Looks for passwords that ran out, by the pace of the configuration. */
export function startExpiry(deps: Deps, onError: (error: unknown) => void): Timer {
  const { expiryMs } = deps.config.provisioning;
  const round = async (): Promise<void> => void (await expirePasswords(deps));
  return repeat(expiryMs, tracedJob(deps.tracer, 'expiry', round), onError, Math.min(FIRST_MS, expiryMs));
}
