import type { Request, Response } from 'express';
import { PostPage } from '../../../views/sso/post';
import type { PostedResponse } from '../../actions/sign-on/refusal';
import { policyForPosting } from '../middleware/headers';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';

/** Shows the page whose form takes a Response to the SP, under a policy that lets it go there and nowhere else. */
export async function postToServiceProvider(
  web: WebContext,
  request: Request,
  response: Response,
  posted: PostedResponse,
): Promise<void> {
  const chrome = await chromeOf(web, request, false);
  response.set('Content-Security-Policy', policyForPosting(posted.acsUrl));
  render(response, <PostPage chrome={chrome} {...posted} />);
}
