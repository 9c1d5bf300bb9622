import type {
  MetadataCardProps,
  ReviewProps,
  SourceProps,
} from '../../../../../views/admin/applications/sso/metadata-props';
import { dayOf } from '../../../../../views/parts/time';
import { certificateLine } from '../../../../actions/applications/sp-metadata';
import type { SpReview } from '../../../../actions/applications/sp-metadata';
import { reviewFoundMetadata } from '../../../../actions/applications/sp-metadata-decide';
import { TELLING_FAILURES } from '../../../../actions/applications/sp-metadata-refresh';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { findSpMetadataSource, listSourcesToReview } from '../../../../store/sign-on/sp-metadata-sources';
import type { WebContext } from '../../../web-context';
import { pathOf } from '../frame-props';

/** What was typed into the card; the file is with the browser. */
export interface TypedMetadata {
  readonly text: string;
  readonly url: string;
}

/** Collects what the card that takes metadata in shows. */
export async function metadataCard(
  web: WebContext,
  application: Application,
  typed?: TypedMetadata,
): Promise<MetadataCardProps> {
  return compact<MetadataCardProps>({ ...typed, source: await sourceOf(web, application) });
}

async function sourceOf(web: WebContext, application: Application): Promise<SourceProps | undefined> {
  const source = await findSpMetadataSource(web.context.db, application.id);
  if (source === undefined) return undefined;
  const { url, lastOkAt, nextTryAt, fault } = source;
  const found = source.found && (await reviewFoundMetadata(web.context, application));
  return compact<SourceProps>({
    url,
    lastOkAt,
    nextTryAt,
    fault: fault && { sentence: fault.sentence, since: fault.since, telling: fault.times >= TELLING_FAILURES },
    foundAt: found?.source.found?.at,
  });
}

/** Lists the applications whose metadata waits for an admin, or could not be read several times, for Home. */
export async function metadataToReview(
  web: WebContext,
  applications: readonly Application[],
): Promise<{ title: string; href: string; sentence: string }[]> {
  const told: { title: string; href: string; sentence: string }[] = [];
  for (const { applicationId } of await listSourcesToReview(web.context.db)) {
    const application = applications.find(({ id }) => id === applicationId);
    const source = application && (await sourceOf(web, application));
    if (application === undefined || source === undefined) continue;
    const { label } = application;
    if (source.foundAt !== undefined) {
      const href = pathOf(application, 'sso/metadata/difference');
      told.push({ title: `${label} has new metadata`, href, sentence: 'Nothing is changed until you accept it.' });
    } else if (source.fault?.telling === true) {
      const { sentence } = source.fault;
      told.push({ title: `The metadata of ${label} can’t be read`, href: pathOf(application, 'sso'), sentence });
    }
  }
  return told;
}

const NAME_ID = {
  email: 'an email address',
  unspecified: 'unspecified',
  persistent: 'a persistent pseudonym',
  transient: 'a transient pseudonym',
} as const;

/** Turns what metadata would change into what the page shows. */
export function reviewProps(review: SpReview): ReviewProps {
  const { metadata, settings, dangers, offers, choices } = review;
  return {
    settings,
    about: aboutOf(metadata),
    warnings: metadata.warnings,
    dangers,
    offers: compact<ReviewProps['offers']>({
      encryption: offers.encryption && {
        line: `${offers.encryption.algorithm.toUpperCase()} for ${certificateLine(offers.encryption.certificate)}`,
        chosen: choices.encrypt,
      },
      nameId: offers.nameId && { word: NAME_ID[offers.nameId], chosen: choices.useNameId },
    }),
  };
}

function aboutOf(metadata: SpReview['metadata']): ReviewProps['about'] {
  const { displayName, contact, nameIdFormats, validUntil, requestedAttributes } = metadata;
  const one = (text: string | undefined): string[] => (text === undefined ? [] : [text]);
  return [
    { term: 'Name', exact: false, lines: one(displayName) },
    { term: 'Contact', exact: false, lines: one(contact) },
    {
      term: 'Attributes it asks for',
      exact: true,
      lines: requestedAttributes.map(
        ({ name, friendlyName, required }) =>
          `${name}${friendlyName === undefined ? '' : ` (${friendlyName})`}${required ? ', required' : ''}`,
      ),
    },
    { term: 'NameID formats', exact: true, lines: nameIdFormats },
    {
      term: 'Valid until',
      exact: false,
      lines: validUntil === undefined ? [] : [`${dayOf(validUntil)}. What is stored works on after that.`],
    },
  ].filter(({ lines }) => lines.length > 0);
}
