import { frame } from './frame';
import { gate } from './gate';
import { portal } from './portal';
import { sentences } from './sentences';

/** The English catalogue; its type is that of every other language. */
export const en = { frame, gate, portal, sentences };
