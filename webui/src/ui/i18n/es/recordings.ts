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
  'material.title': 'Material',
  'material.none':
    'Aún no se ha guardado nada de esta reunión. Los archivos y notas que añada aquí los ' +
    'verán todas las personas invitadas.',
  'material.add': 'Añadir archivos',
  'material.notes.write': 'Escribir notas',
  'material.notes.change': 'Cambiar las notas',
  'material.notes': 'Notas',
  'material.sending': 'Enviando {name}',
  'material.failed': '{name} no ha llegado.',
  'material.empty': '{name} está vacío.',
  'material.open': 'Lo ven las personas de la reunión',
  'material.save.one': 'Descargar {title}',
  'material.delete.one': 'Eliminar {title}',
  'material.delete.sure': 'Eliminar definitivamente',
  'material.notLoaded': 'No se ha podido cargar. Inténtelo de nuevo.',
  'material.keep': 'Guardar con la reunión',
  'material.keep.text':
    'Todos en la sala lo saben, y quien fue invitado lo encuentra en la página de la ' +
    'reunión.',
  'material.chat.none': 'No hay chat que guardar',
  'material.chat.one': 'Guardar el chat ({count} línea)',
  'material.chat.many': 'Guardar el chat ({count} líneas)',
  'material.chat.other': 'Guardar el chat ({count} líneas)',
  'material.chat.title': 'Chat, {time}',
  'material.nothing': 'No hay nada que guardar.',
  'material.kept': '{name} se ha guardado con la reunión.',
  'material.said.chat':
    'Guardo el chat de esta reunión. Lo encontrarán en la página de la ' +
    'reunión.',
  'material.said.file': 'Guardo «{name}» con esta reunión. Lo encontrarán en «Actividades».',
  'material.none.here': 'Aún no se ha guardado nada de esta reunión.',
  'material.board': 'Guardar la pizarra',
  'material.board.title': 'Pizarra',
  'material.said.board':
    'Guardo la pizarra de esta reunión. Estará aquí de nuevo la próxima vez.',
};
