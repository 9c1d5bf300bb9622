import type { Words } from '../catalog';

/** The page that takes a person to an application. */
export const signOn: Words['signOn'] = {
  opening: ({ application }) => `${application} wird geöffnet`,
  lead: 'Sie sind angemeldet. Wenn nichts geschieht, gehen Sie von Hand weiter.',
  continue: 'Weiter',
};
