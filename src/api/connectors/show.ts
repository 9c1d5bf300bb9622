import { z } from 'zod';
import { CAPABILITIES, type Capability } from '../../connectors/capabilities';
import type { Connector, ConnectorScim } from '../../connectors/definition';
import { scimOf, supportedFunctionality } from '../../connectors/functionality';
import { mappingRows } from '../../connectors/mapping-table';

const capability = z.enum(Object.keys(CAPABILITIES) as [Capability, ...Capability[]]);

/** A line of the catalogue. */
export const connectorLineSchema = z.object({
  id: z.string(),
  label: z.string(),
  category: z.string(),
  summary: z.string(),
  custom: z.boolean().meta({ description: 'For applications that the catalogue does not name.' }),
  bookmark: z.boolean().meta({ description: 'A tile that leads to an address, without sign-on.' }),
  beta: z.boolean().meta({ description: 'Its provisioning is new, and may still change.' }),
  supports: z.array(z.enum(['SSO', 'JIT', 'Provisioning', 'Bookmark'])),
});

const guideSchema = z.object({ title: z.string(), steps: z.array(z.string()) });

/** Steps for the other side, for single sign-on and for Identity Management. */
export const guidesSchema = z.object({ sso: z.array(guideSchema), identityManagement: z.array(guideSchema) });

const samlSchema = z.object({
  from: z.enum(['fields', 'sp-metadata']).meta({
    description: '`fields`: the values are entered. `sp-metadata`: the metadata of the application brings them.',
  }),
  nameId: z.object({ format: z.string(), from: z.string() }),
  attributes: z.array(
    z.object({
      name: z.string(),
      from: z.string(),
      constant: z.string().nullable(),
      requiredForJit: z.boolean().meta({ description: 'The application makes accounts from it; its name is fixed.' }),
    }),
  ),
  give: z.array(z.enum(['metadata-url', 'sso-url', 'idp-entity-id', 'certificate'])).meta({
    description: 'What the application is given of Passo, in the order of its guide.',
  }),
});

const scimSchema = z.object({
  baseUrl: z
    .object({
      kind: z.enum(['fixed', 'ask', 'template']),
      value: z.string().meta({ description: 'The address itself, an example of it, or its template.' }),
    })
    .meta({ description: '`fixed`: nothing is asked. `ask`: it is entered. `template`: variables fill it.' }),
  tokenName: z.string().meta({ description: 'What the application calls its Token Key.' }),
  capabilities: z.array(capability),
  prebuilt: z.boolean().meta({ description: 'False for the generic integration of a custom connector.' }),
  needsSso: z.boolean().meta({ description: 'It can be activated only while SSO is active.' }),
  mappings: z.array(
    z.object({
      source: z.string(),
      to: z.string(),
      label: z.string(),
      use: z.enum(['always', 'create', 'import']),
      note: z.string().nullable(),
    }),
  ),
  notSent: z.array(z.string()),
});

/** A connector with everything it asks for. */
export const connectorSchema = connectorLineSchema
  .extend({
    variables: z
      .array(z.object({ name: z.string(), label: z.string(), help: z.string(), example: z.string() }))
      .meta({ description: 'What is asked for when an application is added: `variables`, by these names.' }),
    sso: samlSchema.nullable(),
    identityManagement: scimSchema.nullable(),
    prerequisites: z.array(z.string()),
    notes: z.array(z.string()),
    guides: guidesSchema,
  })
  .meta({ id: 'Connector' });

/** Shows a line of the catalogue. */
export function showConnectorLine(connector: Connector): z.output<typeof connectorLineSchema> {
  const { id, label, category, summary, custom, bookmark, scim } = connector;
  const supports = [...supportedFunctionality(connector)];
  return { id, label, category, summary, custom, bookmark, beta: scim?.beta === true, supports };
}

/** Shows a connector. */
export function showConnector(connector: Connector): z.output<typeof connectorSchema> {
  const { saml, variables, prerequisites, notes, guides } = connector;
  const scim = scimOf(connector);
  return {
    ...showConnectorLine(connector),
    variables: variables.map(({ name, label, help, example }) => ({ name, label, help, example })),
    sso:
      saml === undefined
        ? null
        : {
            from: saml.from,
            nameId: { ...saml.nameId },
            attributes: saml.attributes.map(({ name, from, constant = null, jit }) => ({
              name,
              from,
              constant,
              requiredForJit: jit === 'required',
            })),
            give: [...saml.give],
          },
    identityManagement: scim === undefined ? null : showScim(scim, connector.scim !== undefined),
    prerequisites: [...prerequisites],
    notes: [...notes],
    guides: showGuides(guides),
  };
}

/** Shows guides. */
export function showGuides({ sso, identityManagement }: Connector['guides']): z.output<typeof guidesSchema> {
  const plain = (guides: Connector['guides']['sso']): z.output<typeof guideSchema>[] =>
    guides.map(({ title, steps }) => ({ title, steps: [...steps] }));
  return { sso: plain(sso), identityManagement: plain(identityManagement) };
}

function showScim(scim: ConnectorScim, prebuilt: boolean): z.output<typeof scimSchema> {
  const { baseUrl, tokenName, can, needsSso, notSent } = scim;
  const value = baseUrl.kind === 'fixed' ? baseUrl.url : baseUrl.kind === 'ask' ? baseUrl.example : baseUrl.template;
  return {
    baseUrl: { kind: baseUrl.kind, value },
    tokenName,
    capabilities: [...can],
    prebuilt,
    needsSso,
    mappings: mappingRows(scim).map(({ field, to, label, use, note = null }) => ({
      source: field,
      to,
      label,
      use,
      note,
    })),
    notSent: [...notSent],
  };
}
