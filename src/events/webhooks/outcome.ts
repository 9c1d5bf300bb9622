import { pauseAfter } from './schedule';
import type { WebhookDelivery } from './webhook';

/** What came back from a webhook. Times in milliseconds. */
export type WebhookReply =
  | { readonly kind: 'answer'; readonly status: number; readonly start: string; readonly retryAfterMs?: number }
  | { readonly kind: 'silence'; readonly sentence: string };

/** How a try ended: it arrived, will be tried again, was given up, or the receiver wants nothing more (410). */
export type WebhookResult = 'delivered' | 'retried' | 'failed' | 'gone';

/**
 * Judges a try: every 2xx means that the message arrived, anything else that it did not (Standard Webhooks, "Delivery").
 * @param random from 0 to 1
 */
export function judgeReply(
  delivery: WebhookDelivery,
  reply: WebhookReply,
  { now, random }: { readonly now: number; readonly random: number },
): { readonly delivery: WebhookDelivery; readonly result: WebhookResult } {
  const { status: _status, answer: _answer, fault: _fault, ...rest } = delivery;
  const attempts = delivery.attempts + 1;
  const tried = { ...rest, ...shown(reply), attempts, triedAt: now };
  if (reply.kind === 'answer' && reply.status >= 200 && reply.status < 300) {
    return { delivery: { ...tried, state: 'delivered' }, result: 'delivered' };
  }
  const fault = faultOf(reply);
  if (reply.kind === 'answer' && reply.status === 410) {
    return { delivery: { ...tried, fault, state: 'failed' }, result: 'gone' };
  }
  const pause = pauseAfter(attempts, random, reply.kind === 'answer' ? reply.retryAfterMs : undefined);
  if (pause === undefined) return { delivery: { ...tried, fault, state: 'failed' }, result: 'failed' };
  return { delivery: { ...tried, fault, state: 'waiting', dueAt: now + pause }, result: 'retried' };
}

function shown(reply: WebhookReply): Pick<WebhookDelivery, 'status' | 'answer'> {
  if (reply.kind === 'silence') return {};
  // PostgreSQL holds no NUL, and nobody reads the others.
  const answer = reply.start.replace(/[^\P{Cc}\n\t]/gu, ' ').trim();
  return { status: reply.status, ...(answer === '' ? {} : { answer }) };
}

function faultOf(reply: WebhookReply): string {
  if (reply.kind === 'silence') return reply.sentence;
  const { status } = reply;
  if (status === 410) return 'It answered 410: it wants nothing more.';
  if (status >= 300 && status < 400) {
    return `It answered ${status}, a redirect. Redirects are not followed: enter the address it leads to.`;
  }
  return `It answered ${status}.`;
}
