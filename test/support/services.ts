/**
 * Address of the PostgreSQL started for this run (superuser, maintenance database): make a database of your own in
 * it. Naming PASSO_TEST_POSTGRES_URL, or importing this file, is what makes a run start it. Throws the reason when
 * it could not be started.
 */
export function postgresAddress(): string {
  return serviceAddress('PASSO_TEST_POSTGRES_URL');
}

/**
 * WebSocket address of the browser server of this run, for `chromium.connect` of playwright-core. Throws the reason
 * when no browser could be started. PASSO_TEST_BROWSER_WS may name one that is running already.
 */
export function browserAddress(): string {
  return serviceAddress('PASSO_TEST_BROWSER_WS');
}

function serviceAddress(variable: string): string {
  const address = process.env[variable];
  if (address) return address;
  throw new Error(process.env[`${variable}_PROBLEM`] ?? `${variable} is not set: run this file through jest.`);
}
