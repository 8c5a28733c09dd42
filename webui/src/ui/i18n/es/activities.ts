// SPDX-License-Identifier: MIT
// The Spanish names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.files': 'Archivos',
  'tool.files.text': 'Envíe archivos a todos los presentes o a una persona.',
  'tool.files.listener': 'En una conferencia solo envían y reciben archivos quienes hablan.',
  'tool.board': 'Pizarra',
  'tool.board.text': 'Dibujar y escribir juntos',
  'tool.board.off': 'Aquí no se permite dibujar',
  'tool.material': 'Material',
  'tool.material.text':
    'Archivos, notas y chat de esta reunión, guardados para las personas invitadas.',
  'tool.material.guest': 'Solo quien tiene cuenta encuentra el material.',
  'tool.groups': 'Grupos',
  'tool.groups.text': 'Reparte a la gente en salas pequeñas, visítalas y llámala de vuelta.',
  'tool.groups.hosts': 'Solo los anfitriones abren grupos.',
  'tool.groups.lecture': 'Una conferencia no tiene grupos.',
};
