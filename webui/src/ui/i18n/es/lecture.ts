// SPDX-License-Identifier: MIT
// The Spanish sentences of lectures.
import type { Section } from '../catalogue';
import type { lecture as english } from '../en/lecture';

export const lecture: Section<typeof english, 'many'> = {
  'lecture.listeners': '{count} a la escucha',
  'lecture.full': 'lleno',
  'lecture.fullText.one':
    'La conferencia está llena: los ponentes pueden atender a {count} oyente.',
  'lecture.fullText.many':
    'La conferencia está llena: los ponentes pueden atender a {count} oyentes.',
  'lecture.fullText.other':
    'La conferencia está llena: los ponentes pueden atender a {count} oyentes.',
  'lecture.room.one': 'Su conexión y este dispositivo soportan unos {count} oyente.',
  'lecture.room.many': 'Su conexión y este dispositivo soportan unos {count} oyentes.',
  'lecture.room.other': 'Su conexión y este dispositivo soportan unos {count} oyentes.',
  'lecture.room.least.one': 'La conexión más débil de los ponentes soporta {count} oyente.',
  'lecture.room.least.many': 'La conexión más débil de los ponentes soporta {count} oyentes.',
  'lecture.room.least.other': 'La conexión más débil de los ponentes soporta {count} oyentes.',
  'lecture.you': 'Está escuchando. Levante la mano si quiere hablar.',
  'lecture.waits': 'Aún no habla nadie',
  'lecture.waits.text': 'Empieza aquí en cuanto alguien hable. Puede dejar esta página abierta.',
  'lecture.hands': 'Manos levantadas ({count})',
  'lecture.hands.none': 'No hay manos levantadas.',
  'lecture.speakers': 'Con la palabra ({count})',
  'lecture.audience': 'A la escucha ({count})',
  'lecture.audience.none': 'Aún no escucha nadie.',
  'lecture.give': 'Dar la palabra a {name}',
  'lecture.giveShort': 'Dar la palabra',
  'lecture.take': 'Devolver a la escucha a {name}',
  'lecture.takeShort': 'Devolver a la escucha',
  'lecture.note': 'Su papel en esta conferencia',
  'lecture.crowd': '{emoji}: {count}',
};
