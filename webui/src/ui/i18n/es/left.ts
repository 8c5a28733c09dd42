// SPDX-License-Identifier: MIT
// The Spanish sentences of the page after a meeting.
import type { Section } from '../catalogue';
import type { left as english } from '../en/left';

export const left: Section<typeof english> = {
  'left.left.title': 'Ha salido de la reunión',
  'left.ended.title': 'La reunión ha terminado',
  'left.replaced.title': 'Ha entrado desde otro sitio',
  'left.refused.title': 'No ha podido quedarse en la sala',
  'left.left.text': 'La puerta sigue abierta.',
  'left.ended.text': 'Gracias por venir.',
  'left.replaced.text':
    'Cada persona puede estar una sola vez en la sala. Esta ventana se ha cerrado en favor de la ' +
    'más reciente.',
  'left.signed-out.title': 'Se ha cerrado su sesión',
  'left.signed-out.text': 'Su sesión ha terminado, por eso ha salido de la sala.',
  'left.rejoin': 'Volver a entrar',
  'left.rating': '¿Cómo fue la conexión?',
  'left.rating.good': 'Buena',
  'left.rating.so-so': 'Regular',
  'left.rating.bad': 'Mala',
  'left.rating.thanks': 'Gracias. Esto ayuda a mejorarla.',
  'left.rating.failed': 'No ha llegado. Inténtelo de nuevo.',
  'left.next': 'Continúa: {when}',
  'left.next.none': 'Esta clase no tiene más fechas.',
};
