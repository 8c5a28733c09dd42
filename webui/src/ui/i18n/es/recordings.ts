// SPDX-License-Identifier: MIT
// The Spanish sentences of the pages with recordings.
import type { Section } from '../catalogue';
import type { recordings as english } from '../en/recordings';

export const recordings: Section<typeof english, 'many'> = {
  'recordings.title': 'Grabaciones',
  'recordings.none': 'Todavía no hay grabaciones',
  'recordings.none.text':
    'En una sala, «Grabar» en «Más» hace una. Lo que otros le abren también está aquí.',
  'recordings.storage': '{used} de {quota} usados',
  'recordings.storage.label': 'Espacio para sus grabaciones',
  'recordings.storage.full': 'No queda espacio. Elimine las grabaciones que no necesite.',
  'recordings.off': 'Este servidor no admite grabaciones nuevas.',
  'recordings.watch': 'Ver',
  'recordings.watch.one': 'Ver {title}',
  'recordings.share': 'Compartir',
  'recordings.share.one': 'Compartir {title}',
  'recordings.more': 'Más para {title}',
  'recordings.rename': 'Cambiar el título',
  'recordings.name': 'Título de la grabación',
  'recordings.download': 'Descargar',
  'recordings.download.as': 'Descargar como {type}',
  'recordings.delete': 'Eliminar',
  'recordings.deleted': '{title} está eliminada',
  'recordings.state.uploading': 'todavía en camino',
  'recordings.state.processing': 'en preparación',
  'recordings.who.hosts': 'solo anfitriones',
  'recordings.who.all': 'todos los de la reunión',
  'recordings.who.link': 'enlace hasta {time}',
  'recordings.by': 'de {name}',
  'recordings.until': 'Se conserva hasta el {day}',
  'recordings.all': 'Todas las grabaciones',
  'recordings.ofMeeting': 'Grabaciones',
  'recordings.wait': 'Se podrá ver en un momento; esta página se dará cuenta.',
  'recordings.share.title': 'Quién puede verla',
  'recordings.share.people': 'Todos los de la reunión',
  'recordings.share.people.text': 'Quien fue invitado o estuvo en la sala la encuentra allí.',
  'recordings.share.link': 'Cualquiera que tenga un enlace',
  'recordings.share.link.text':
    'Nadie necesita una cuenta. Un enlace nuevo anula el anterior.',
  'recordings.share.for': 'Por cuánto tiempo',
  'recordings.share.days.one': '{count} día',
  'recordings.share.days.many': '{count} días',
  'recordings.share.days.other': '{count} días',
  'recordings.share.make': 'Crear un enlace',
  'recordings.share.new': 'Crear un enlace nuevo',
  'recordings.share.address': 'El enlace, hasta {time}',
  'recordings.share.copy': 'Copiar el enlace',
  'recordings.share.open':
    'Hay un enlace abierto hasta {time}. Su dirección se mostró una sola vez.',
  'recordings.share.end': 'Anular el enlace',
  'recordings.share.ended': 'El enlace ya no funciona.',
  'recordings.player': 'Reproductor. Teclas: espacio, flechas, J, K, L, F, M, < y >',
  'recordings.speed': 'Velocidad',
  'recordings.keys':
    'Teclas: espacio o K reproduce y pausa, flechas 5 segundos, J y L 10 segundos, < y > ' +
    'velocidad, F pantalla completa, M sonido.',
  'recordings.player.failed':
    'La grabación no se reproduce. La dirección puede ser demasiado antigua, o este navegador ' +
    'no conoce el formato.',
  'recordings.shared.title': 'Grabación',
  'recordings.shared.from': '{meeting}, {time}',
  'recordings.shared.over': 'Este enlace ya no funciona',
  'recordings.shared.over.text':
    'Ha terminado o fue sustituido. Pida uno nuevo a quien se lo envió.',
  'recordings.missing': 'No existe tal grabación, o no está abierta para usted.',
  'error.link-invalid': 'Este enlace ya no funciona. Pida uno nuevo.',
};
