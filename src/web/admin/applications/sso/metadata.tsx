import { Router, type Request } from 'express';
import { MetadataReviewPage } from '../../../../../views/admin/applications/sso/metadata-review';
import type { MetadataReviewProps } from '../../../../../views/admin/applications/sso/props';
import { applySpMetadata, reviewSpMetadata, ssoFromMetadata } from '../../../../actions/applications/sp-metadata';
import type { SsoSettings } from '../../../../core/application';
import { AppError, invalid } from '../../../../core/errors';
import { counted } from '../../../../../views/parts/words';
import { formOf, text, uploaded } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { showSso, ssoOf } from './page';

/** What fits into the form that carries the file from the review to Apply. */
const LIMIT = 180 * 1024;

/** Takes an SP's metadata: upload, look at what was read, apply (M-051). */
export function metadataRoutes(web: WebContext): Router {
  const router = Router();

  router.post('/admin/applications/:id/sso/metadata', async (request, response) => {
    const application = await applicationOf(web, request);
    const before = ssoOf(application);
    try {
      const bytes = bytesOf(request);
      const metadata = reviewSpMetadata(web.context, bytes);
      const props: MetadataReviewProps = {
        chrome: await chromeOf(web, request),
        frame: await frameOf(web, application),
        found: foundIn(before, ssoFromMetadata(before, metadata)),
        warnings: metadata.warnings,
        xml: bytes.toString('base64'),
      };
      render(response, <MetadataReviewPage {...props} />);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await showSso(web, request, response, application, { errors: error.fields });
    }
  });

  router.post('/admin/applications/:id/sso/metadata/apply', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const bytes = Buffer.from(text(formOf(request), 'xml'), 'base64');
    try {
      await applySpMetadata(web.context, actorOf(request), application.id, bytes);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      return showSso(web, request, response, application, { errors: error.fields });
    }
    const flash = {
      kind: 'ok',
      title: 'Metadata applied',
      text: 'The values were taken over and SSO is active.',
    } as const;
    redirectWith(request, response, pathOf(application, 'sso'), flash);
  });
  return router;
}

function bytesOf(request: Request): Buffer {
  const file = uploaded(request, 'metadata');
  const pasted = text(formOf(request), 'metadataText').trim();
  const bytes = file ?? (pasted === '' ? undefined : Buffer.from(pasted, 'utf8'));
  if (bytes === undefined)
    throw invalid({ metadata: 'Choose the metadata file of the application, or paste its text.' });
  if (bytes.length > LIMIT)
    throw invalid({ metadata: 'The metadata is larger than 180 KB. Upload the part of one service provider.' });
  return bytes;
}

function foundIn(before: SsoSettings, after: SsoSettings): MetadataReviewProps['found'] {
  const acs = (sso: SsoSettings): string[] =>
    sso.acs.map(({ url, index, isDefault }) => {
      const marks = [...(index === undefined ? [] : [`index ${index}`]), ...(isDefault ? ['default'] : [])];
      return marks.length === 0 ? url : `${url} (${marks.join(', ')})`;
    });
  const one = (value: string): string[] => (value === '' ? [] : [value]);
  const certificates = (sso: SsoSettings): string[] =>
    one(sso.spCertificates.length === 0 ? '' : counted(sso.spCertificates.length, 'certificate'));
  const signed = (sso: SsoSettings): string[] => [sso.requireSignedRequests ? 'Required' : 'Not required'];
  return [
    { label: 'SP Entity ID', now: one(before.spEntityId), read: one(after.spEntityId) },
    { label: 'ACS URLs', now: acs(before), read: acs(after) },
    { label: 'Certificates of the application', now: certificates(before), read: certificates(after) },
    { label: 'Signed requests', now: signed(before), read: signed(after) },
  ];
}
