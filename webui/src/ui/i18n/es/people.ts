// SPDX-License-Identifier: MIT
// The Spanish sentences of the list of people.
import type { Section } from '../catalogue';
import type { people as english } from '../en/people';

export const people: Section<typeof english, 'many'> = {
  'people.title': 'Participantes',
  'people.you': '{name} (usted)',
  'people.host': 'Anfitrión',
  'people.guest': 'Visitante',
  'people.guest.text':
    '{name} no tiene cuenta aquí: cualquiera con el enlace puede ponerse cualquier nombre.',
  'people.volume': 'Volumen de {name}',
  'people.mic.on': 'Micrófono activado',
  'people.mic.off': 'En silencio',
  'people.camera.on': 'Cámara encendida',
  'people.camera.off': 'Cámara apagada',
  'people.mic.blocked': 'Silenciado por un anfitrión',
  'people.camera.blocked': 'Cámara apagada por un anfitrión',
  'people.cohost': 'Coanfitrión',
  'people.presenter': 'Ponente',
  'people.spotlight': 'Destacado',
  'people.trouble': 'Mala conexión',
  'people.actions': 'Más sobre {name}',
  'people.handNumber': 'Mano n.º {number}',
  'people.write': 'Escribir un mensaje privado',
  'people.pin': 'Mostrar en grande',
  'people.unpin': 'Dejar de mostrar en grande',
  'people.trouble.text':
    'La conexión de {name} es mala en este momento: la imagen se congela o faltan palabras.',
  'people.mute.me': 'Silenciar solo para mí',
  'people.attendance': 'Quién ha estado',
  'people.attendance.none': 'Aún no ha estado nadie.',
  'people.minutes': '{count} min',
  'people.now': 'aquí ahora',
  'people.left': 'salió a las {time}',
  'people.stays.one': 'entró una vez',
  'people.stays.many': 'entró {count} veces',
  'people.stays.other': 'entró {count} veces',
  'people.since': 'desde las {time}',
};
