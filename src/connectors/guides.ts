import type { Connector, ConnectorGuide } from './definition';

const HERE = 'In Passo';

/** Tells whether a connector has steps to be done at the SP. */
export function hasGuide(connector: Connector | undefined): boolean {
  if (connector === undefined) return false;
  return [...connector.guides.sso, ...connector.guides.identityManagement].some(isTheirs);
}

/** The parts of a guide that are done at the SP; the others need an account here. */
export function theirGuides(guides: readonly ConnectorGuide[]): readonly ConnectorGuide[] {
  return guides.filter(isTheirs);
}

function isTheirs({ title }: ConnectorGuide): boolean {
  return title !== HERE;
}
