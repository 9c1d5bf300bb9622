import type { Request, Response } from 'express';

import type { Answer } from '../scim/call';
import type { Defects } from '../switches/definition';

export const SCIM_JSON = 'application/scim+json';
const HUGE = 16 * 1024 * 1024;
const DRIP_MS = 1_000;

/** Answers before anything is done, as a wrong address would. @returns the status, or undefined when it is not wanted */
export function answerInstead(response: Response, { answerHtml, redirects }: Defects): number | undefined {
  if (answerHtml === true) {
    response.status(200).type('html').send('<!doctype html><title>Welcome</title><p>Sign in to continue.</p>');
    return 200;
  }
  if (redirects !== true) return undefined;
  response.status(302).set('Location', '/scim/elsewhere').end();
  return 302;
}

/** Sends an answer, in the form that the defects ask for. */
export function send(request: Request, response: Response, answer: Answer, defects: Defects): void {
  response.status(answer.status).set(answer.headers);
  if (answer.body === undefined) {
    response.end();
    return;
  }
  const text = JSON.stringify(answer.body);
  response.set('Content-Type', SCIM_JSON);
  if (defects.brokenJson === true) response.end(text.slice(0, Math.ceil(text.length / 2)));
  else if (defects.hugeAnswers === true) sendHuge(request, response, text);
  else if (defects.endlessAnswers === true) drip(request, response, text);
  else response.send(Buffer.from(text, 'utf8'));
}

function sendHuge(request: Request, response: Response, text: string): void {
  const piece = `"${'x'.repeat(65_533)}"`;
  let left = Math.ceil(HUGE / piece.length);
  response.write(`{"padding":[${piece}`);
  const more = (): void => {
    while (left > 0 && !request.socket.destroyed) {
      left -= 1;
      if (!response.write(`,${piece}`)) {
        response.once('drain', more);
        return;
      }
    }
    if (left === 0) response.end(`],${text.slice(1)}`);
  };
  more();
}

function drip(request: Request, response: Response, text: string): void {
  response.write(text.slice(0, 1));
  const timer = setInterval(() => response.write(' '.repeat(16)), DRIP_MS);
  timer.unref();
  request.socket.once('close', () => clearInterval(timer));
}
