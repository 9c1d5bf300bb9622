import type { Request } from 'express';
import type { PasskeyChallenge } from '../middleware/session';

/** How long a browser has to answer, and how many questions may be open: one for each of a few tabs. */
const OPEN_MS = 10 * 60_000;
const MOST_OPEN = 5;

/** Keeps what a browser was asked to sign. */
export function keepChallenge(request: Request, asked: PasskeyChallenge): void {
  const open = (request.session.challenges ?? []).filter(({ at }) => isOpen(at, asked.at));
  request.session.challenges = [...open, asked].slice(-MOST_OPEN);
}

/** Takes the open questions of a kind out of the session: an answer is looked at once, right or wrong. */
export function takeChallenges(request: Request, use: PasskeyChallenge['use'], now: number): string[] {
  const all = request.session.challenges ?? [];
  request.session.challenges = all.filter((asked) => asked.use !== use);
  return all.filter((asked) => asked.use === use && isOpen(asked.at, now)).map(({ challenge }) => challenge);
}

function isOpen(at: number, now: number): boolean {
  return Math.abs(now - at) <= OPEN_MS;
}
