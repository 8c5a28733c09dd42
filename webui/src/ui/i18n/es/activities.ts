// SPDX-License-Identifier: MIT
// The Spanish names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.material': 'Material',
  'tool.material.text':
    'Archivos, notas y chat de esta reunión, guardados para las personas invitadas.',
  'tool.material.guest': 'Solo quien tiene cuenta encuentra el material.',
  'tool.board': 'Pizarra',
  'tool.board.text': 'Dibujar y escribir juntos',
  'tool.board.off': 'Aquí no se permite dibujar',
};
