import { z } from 'zod';
import { certificateLine, type SpReview } from '../../../actions/applications/sp-metadata';
import type { FoundMetadata } from '../../../actions/applications/sp-metadata-decide';
import type { SpMetadataSource } from '../../../store/sign-on/sp-metadata-sources';
import { moment, momentOf, momentOrNull } from '../../operation';

/** What metadata would change. */
export const reviewSchema = z
  .object({
    digest: z.string().meta({ description: 'Names what was looked at.' }),
    entityId: z.string(),
    displayName: z.string().nullable(),
    contact: z.string().nullable(),
    validUntil: moment.nullable(),
    requestedAttributes: z.array(
      z.object({ name: z.string(), friendlyName: z.string().nullable(), required: z.boolean() }),
    ),
    settings: z.array(
      z.object({
        field: z.string(),
        label: z.string(),
        changed: z.boolean(),
        now: z.array(z.string()),
        then: z.array(z.string()),
      }),
    ),
    offers: z
      .object({
        encryption: z.object({ algorithm: z.string(), certificate: z.string() }).nullable(),
        nameId: z.string().nullable(),
      })
      .meta({ description: 'What may be taken over beside: see `encrypt` and `useNameId`.' }),
    warnings: z.array(z.string()),
    dangers: z.array(z.string()).meta({
      description: 'What could hand the application to somebody else. It is taken over only with `confirmed`.',
    }),
  })
  .meta({ id: 'SpMetadataReview' });

/** The address that metadata is read from by itself. */
export const sourceSchema = z
  .object({
    url: z.string(),
    everyMinutes: z.int(),
    lastReadAt: moment.nullable(),
    nextReadAt: moment,
    fault: z.object({ sentence: z.string(), times: z.int(), since: moment }).nullable(),
    foundAt: moment.nullable().meta({ description: 'New metadata waits for a decision since then.' }),
    found: reviewSchema.nullable(),
  })
  .meta({ id: 'SpMetadataSource' });

/** Shows what metadata would change. */
export function showReview(review: SpReview): z.output<typeof reviewSchema> {
  const { metadata, settings, offers, dangers, digest } = review;
  const texts = (lines: readonly { readonly text: string }[]): string[] => lines.map(({ text }) => text);
  return {
    digest,
    entityId: metadata.entityId,
    displayName: metadata.displayName ?? null,
    contact: metadata.contact ?? null,
    validUntil: momentOrNull(metadata.validUntil),
    requestedAttributes: metadata.requestedAttributes.map(({ name, friendlyName = null, required }) => ({
      name,
      friendlyName,
      required,
    })),
    settings: settings.map(({ field, label, changed, now, read }) => ({
      field,
      label,
      changed,
      now: texts(now),
      then: texts(read),
    })),
    offers: {
      encryption:
        offers.encryption === undefined
          ? null
          : {
              algorithm: offers.encryption.algorithm,
              certificate: certificateLine(offers.encryption.certificate),
            },
      nameId: offers.nameId ?? null,
    },
    warnings: [...metadata.warnings],
    dangers: [...dangers],
  };
}

/** Shows an address, with what waits of it. */
export function showSource(
  { url, everyMs, lastOkAt, nextTryAt, fault }: SpMetadataSource,
  found: FoundMetadata | undefined,
): z.output<typeof sourceSchema> {
  return {
    url,
    everyMinutes: Math.round(everyMs / 60_000),
    lastReadAt: momentOrNull(lastOkAt),
    nextReadAt: momentOf(nextTryAt),
    fault: fault === undefined ? null : { sentence: fault.sentence, times: fault.times, since: momentOf(fault.since) },
    foundAt: momentOrNull(found?.source.found?.at),
    found: found === undefined ? null : showReview(found.review),
  };
}
