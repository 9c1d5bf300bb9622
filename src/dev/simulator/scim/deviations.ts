import type { Attribute, ResourceType, Schema } from './schema';
import type { StoreDeviations } from './store';

/** The deviations from the protocol that change what the service does; the rest live around it. An absent one is off. */
export interface Deviations extends StoreDeviations {
  readonly noPatch?: '405' | '501';
  readonly noPut?: boolean;
  readonly pathlessOnly?: boolean;
  readonly opCase?: 'title';
  readonly stringBooleans?: boolean;
  readonly refuseAttributes?: string;
  readonly dropAttributes?: string;
  readonly requireAttributes?: string;
  readonly ifMatchRequired?: boolean;
  readonly noVersions?: boolean;
  readonly noExcluded?: boolean;
  readonly emptyAnswers?: boolean;
  readonly emptyCreates?: boolean;
  readonly noDiscovery?: boolean;
  readonly falsePromises?: boolean;
  readonly bulk?: number;
  readonly ignoreFilter?: boolean;
  readonly noFilter?: '400' | '501';
  readonly caseSensitive?: boolean;
  readonly untrueTotals?: 'zero' | 'page';
  readonly pageCap?: number;
  readonly firstPageOnly?: boolean;
  readonly cursorOnly?: boolean;
  readonly memberLimit?: number;
  readonly memberLimitStatus?: '400' | '413';
  readonly memberRemovalByValue?: boolean;
  readonly noMemberPatch?: boolean;
  readonly deactivateRemoves?: boolean;
  readonly failUser?: string;
  readonly hideInactive?: boolean;
  readonly activeFromStart?: boolean;
  readonly softDelete?: boolean;
  readonly noDelete?: boolean;
  readonly fixedUserName?: boolean;
  readonly refusePassword?: boolean;
}

/** The resource types as the product has them with its deviations: without what it does not know, exact in case. */
export function deviatingTypes(types: readonly ResourceType[], deviations: Deviations): readonly ResourceType[] {
  const unknown = namesIn(deviations.refuseAttributes);
  const exact = deviations.caseSensitive === true;
  if (unknown.length === 0 && !exact) return types;
  const change = (schema: Schema): Schema => ({
    ...schema,
    attributes: schema.attributes
      .filter(({ name }) => !unknown.includes(name.toLowerCase()))
      .map((attribute) => (exact ? exactly(attribute) : attribute)),
  });
  return types.map((type) => ({ ...type, schema: change(type.schema), extensions: type.extensions.map(change) }));
}

/** The names in a list that a person typed, in lower case. */
export function namesIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function exactly(attribute: Attribute): Attribute {
  const { subAttributes } = attribute;
  return { ...attribute, caseExact: true, ...(subAttributes && { subAttributes: subAttributes.map(exactly) }) };
}
