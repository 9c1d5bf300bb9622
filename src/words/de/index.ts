import type { Words } from '../catalog';
import { frame } from './frame';
import { gate } from './gate';
import { portal } from './portal';
import { sentences } from './sentences';
import { setup } from './setup';

/** The German catalogue. */
export const de: Words = { frame, gate, portal, sentences, setup };
