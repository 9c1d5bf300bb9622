import { Explained } from './say.mjs';

const OLDEST = [20, 19];

/** Stops with a sentence when this Node is older than the oldest one supported. */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Explained(
    `Passo needs Node ${OLDEST.join('.')} or newer and this is Node ${version}. Install a newer Node.`,
  );
}
