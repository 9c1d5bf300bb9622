import type { Words } from '../catalog';
import { frame } from './frame';
import { gate } from './gate';
import { portal } from './portal';
import { security } from './security';
import { sentences } from './sentences';
import { setup } from './setup';

/** The German catalogue. */
export const de: Words = { frame, gate, portal, security, sentences, setup };
