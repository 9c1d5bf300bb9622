import type { Connector, ConnectorGuide } from '../../src/connectors/definition';
import { loadConnectors } from '../../src/load-connectors';

const CAN: Readonly<Record<string, string>> = {
  create: 'creates accounts',
  update: 'changes accounts',
  deactivate: 'deactivates accounts',
  delete: 'removes accounts',
  groups: 'manages groups',
  import: 'imports people',
  passwords: 'sets passwords',
};

/** Writes docs/connectors.md out of the catalogue, so that the two can't say different things. */
export function connectorsText(): string {
  const connectors = [...loadConnectors().values()].sort((one, other) => one.label.localeCompare(other.label, 'en'));
  return [
    '# Connectors',
    'What Passo knows about each application of its catalogue, and the steps of its set-up. The page of an application shows the same steps with its own addresses filled in: `{sso-url}`, `{idp-entity-id}` and `{metadata-url}` below stand for them. A link to the steps can be given to somebody without an account.',
    '`test/docs` writes this page from `src/connectors/catalog`, where [one file](../src/connectors/catalog/README.md) makes a connector.',
    ...connectors.flatMap(sectionOf),
    '',
  ].join('\n\n');
}

function sectionOf(connector: Connector): string[] {
  const { label, summary, prerequisites, notes, guides, scim, variables } = connector;
  return [
    `## ${label}`,
    summary,
    factsOf(connector),
    ...part(
      '### Before you start',
      list([...variables.map((one) => `${one.label}: ${one.help} For example \`${one.example}\`.`), ...prerequisites]),
    ),
    ...guideOf(label, 'single sign-on', guides.sso),
    ...guideOf(label, 'Identity Management', guides.identityManagement),
    ...(scim === undefined ? [] : [`### What is sent to ${label}`, mappingsOf(connector)]),
    ...part(`### Good to know about ${label}`, list(notes)),
  ].map((text) => text.replace(/^### Before you start$/, `### Before you start with ${label}`));
}

function factsOf({ bookmark, saml, scim, customScim }: Connector): string {
  if (bookmark) return 'A tile that opens an address. No sign-on, no accounts.';
  const sign =
    saml === undefined
      ? 'No SAML sign-on.'
      : `SAML sign-on; the NameID is the ${saml.nameId.from} of a person, as \`${saml.nameId.format}\`.`;
  if (scim === undefined)
    return `${sign} ${customScim ? 'Identity Management over SCIM can be configured for it.' : 'No Identity Management.'}`;
  const can = scim.can.map((one) => CAN[one] ?? one).join(', ');
  return `${sign} Identity Management ${can}; its secret is called “${scim.tokenName}” there.`;
}

function guideOf(label: string, what: string, parts: readonly ConnectorGuide[]): string[] {
  if (parts.length === 0) return [];
  return [
    `### Set up ${what} with ${label}`,
    ...parts.flatMap(({ title, steps }) => [
      `${title}:`,
      steps.map((step, at) => `${at + 1}. ${escaped(step)}`).join('\n'),
    ]),
  ];
}

function mappingsOf({ scim }: Connector): string {
  const rows = (scim?.users ?? []).map(({ from, constant, expression, to, label, use, required }) => {
    const source = from ?? constant ?? expression ?? '';
    const when = use === 'create' ? 'with a new account' : use === 'import' ? 'only read' : 'whenever it changes';
    return `| \`${source}\` | ${escaped(label)} (\`${to}\`) | ${when}${required === true ? ', required' : ''} |`;
  });
  return ['| from Passo | to the application | when |', '| --- | --- | --- |', ...rows].join('\n');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escaped(line)}`).join('\n');
}

function part(title: string, text: string): string[] {
  return text === '' ? [] : [title, text];
}

/** Fields in braces are shown as they are; nothing else of a sentence is markup. */
function escaped(text: string): string {
  return text.replace(/(?<!`)(\{[\w-]+\})(?!`)/g, '`$1`').replace(/(?<![`\w])([*_])/g, '\\$1');
}
