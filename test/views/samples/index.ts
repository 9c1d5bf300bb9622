import { BOARDS } from './boards';
import { CERTIFICATES } from './certificates';
import { FRONT } from './front';
import { PEOPLE } from './people';
import type { Sample } from './props';
import { REST } from './rest';
import { SECOND_FACTOR } from './second-factor';

/** Every page, with as little and with as much as it can be given. */
export const SAMPLES: readonly Sample[] = [...FRONT, ...PEOPLE, ...REST, ...SECOND_FACTOR, ...CERTIFICATES, ...BOARDS];
