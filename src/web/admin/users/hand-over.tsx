import type { Request, Response } from 'express';
import { HandOverPage, type HandOverPageProps } from '../../../../views/admin/users/created';
import type { SecretText } from '../../../core/secret-text';
import { nameOf, type User } from '../../../core/user';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';

/** What is handed over: the token of an activation link, or a temporary password. */
export type Secret = { readonly activationToken: SecretText } | { readonly temporaryPassword: SecretText };

/**
 * Shows a link or password once, as the answer to the form that made it: it must not stand in a session or an address,
 * so there is no redirect.
 */
export async function showOnce(
  web: WebContext,
  request: Request,
  response: Response,
  shown: { readonly user: User; readonly secret: Secret; readonly added: boolean },
): Promise<void> {
  const { user, secret, added } = shown;
  render(
    response,
    <HandOverPage
      chrome={await chromeOf(web, request)}
      user={{ id: user.id, name: nameOf(user), username: user.username }}
      added={added}
      secret={wordsOf(web, secret)}
    />,
    201,
  );
}

function wordsOf(web: WebContext, secret: Secret): HandOverPageProps['secret'] {
  if ('temporaryPassword' in secret) return { kind: 'password', password: secret.temporaryPassword.reveal() };
  const url = `${web.context.config.baseUrl}/activate/${secret.activationToken.reveal()}`;
  return { kind: 'link', url, validFor: '7 days' };
}
