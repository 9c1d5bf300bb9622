import type { Words } from '../catalog';
import { frame } from './frame';
import { gate } from './gate';
import { portal } from './portal';
import { sentences } from './sentences';

/** The German catalogue. */
export const de: Words = { frame, gate, portal, sentences };
