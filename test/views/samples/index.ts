import { ACCESS } from './access';
import { API } from './api';
import { BOARDS } from './boards';
import { CERTIFICATES } from './certificates';
import { FRONT } from './front';
import { GUIDES } from './guides';
import { LIVES } from './lives';
import { PEOPLE } from './people';
import { PORTAL } from './portal';
import type { Sample } from './props';
import { REST } from './rest';
import { SECOND_FACTOR } from './second-factor';
import { USER_FILES } from './user-files';

/** Every page, with as little and with as much as it can be given. */
export const SAMPLES: readonly Sample[] = [
  ...FRONT,
  ...PORTAL,
  ...PEOPLE,
  ...LIVES,
  ...REST,
  ...SECOND_FACTOR,
  ...CERTIFICATES,
  ...API,
  ...BOARDS,
  ...ACCESS,
  ...GUIDES,
  ...USER_FILES,
];
