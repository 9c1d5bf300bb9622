import type { Words } from '../catalog';
import { gate } from './gate';
import { sentences } from './sentences';

/** The German catalogue. */
export const de: Words = { gate, sentences };
