// SPDX-License-Identifier: MIT
// The French names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.files': 'Fichiers',
  'tool.files.text': 'Envoyez des fichiers à tout le monde ici, ou à une personne.',
  'tool.files.listener':
    'Dans une conférence, seules les personnes qui parlent envoient et reçoivent des fichiers.',
  'tool.board': 'Tableau blanc',
  'tool.board.text': 'Dessiner et écrire ensemble',
  'tool.board.off': 'Le dessin n’est pas permis ici',
  'tool.material': 'Documents',
  'tool.material.text':
    'Fichiers, notes et discussion de cette réunion, gardés pour les personnes invitées.',
  'tool.material.guest': 'Seules les personnes qui ont un compte trouvent les documents.',
  'tool.groups': 'Groupes',
  'tool.groups.text':
    'Répartir les personnes dans de petites salles, leur rendre visite et les rappeler.',
  'tool.groups.hosts': 'Seuls les hôtes ouvrent des groupes.',
  'tool.groups.lecture': 'Une conférence n’a pas de groupes.',
};
