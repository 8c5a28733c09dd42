// SPDX-License-Identifier: MIT
// The French names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.material': 'Documents',
  'tool.material.text':
    'Fichiers, notes et discussion de cette réunion, gardés pour les personnes invitées.',
  'tool.material.guest': 'Seules les personnes qui ont un compte trouvent les documents.',
  'tool.board': 'Tableau blanc',
  'tool.board.text': 'Dessiner et écrire ensemble',
  'tool.board.off': 'Le dessin n’est pas permis ici',
};
