// SPDX-License-Identifier: MIT
// The Spanish sentences of recording in the room, and of films that lie on this device.
import type { Section } from '../catalogue';
import type { recording as english } from '../en/recording';

export const recording: Section<typeof english, 'many'> = {
  'recording.title': 'Grabación',
  'recording.start.title': '¿Grabar la clase?',
  'recording.start.asked':
    'Se avisa y se pregunta a todos en la sala. Quien no dice que sí no aparece en la grabación: ' +
    'ni imagen, ni voz, ni nombre.',
  'recording.start.server':
    'La grabación se envía al servidor mientras graba. La encontrará en «Grabaciones», y el ' +
    'anfitrión también.',
  'recording.start.here':
    'El servidor no tiene espacio para grabaciones. Después podrá guardarla en este dispositivo.',
  'recording.start.little':
    'Solo quedan {left} para sus grabaciones. Elimine antes las antiguas.',
  'recording.start': 'Empezar a grabar',
  'recording.failed': 'La grabación no ha empezado. Recargue la página e inténtelo de nuevo.',
  'recording.unable': 'Este navegador no puede grabar. Use Chrome, Edge, Firefox o Safari.',
  'recording.pause': 'Pausa',
  'recording.resume': 'Seguir grabando',
  'recording.pause.text': 'Durante la pausa no se graba nada; después se verá un corte.',
  'recording.people': 'Quién aparece en la grabación',
  'recording.in': 'en la grabación',
  'recording.notIn': 'no aparece',
  'recording.sending': 'De camino al servidor: faltan {left}.',
  'recording.waiting':
    'No se puede llegar al servidor; el envío seguirá por sí solo: faltan {left}.',
  'recording.progress': 'Cuánto tiene el servidor',
  'recording.save': 'Guardar en este dispositivo',
  'recording.discard': 'Descartar',
  'recording.by': '{name} graba esta clase.',
  'recording.listener': '{name} graba esta clase. Usted no aparece.',
  'recording.youIn': 'Usted aparece en la grabación.',
  'recording.youNotIn': 'Usted no aparece en la grabación.',
  'recording.takeOut': 'No grabarme a partir de ahora',
  'recording.putIn': 'Acepto aparecer',
  'recording.before': 'Lo que se grabó antes se queda.',
  'recording.over': 'Ya nadie graba.',
  'recording.sign': 'REC',
  'recording.sign.paused': 'En pausa',
  'recording.sign.own': 'Usted está grabando. Pausar o detener',
  'recording.sign.ownPaused': 'Su grabación está en pausa. Seguir o detener',
  'recording.sign.by': '{name} graba esta clase',
  'recording.sign.byPaused': '{name} ha puesto la grabación en pausa',
  'recording.sign.sending': 'Guardando…',
  'recording.sign.kept': 'Sin guardar',
  'recording.end.full': 'No queda espacio para la grabación, así que ha terminado.',
  'recording.end.largest':
    'La grabación tiene el tamaño máximo que admite el servidor, así que ha terminado.',
  'recording.end.broken': 'El navegador ha terminado la grabación.',
  'recording.end.forbidden':
    'El anfitrión ya no le permite grabar, así que la grabación ha terminado.',
  'recording.done.one': 'La grabación está guardada: {count} minuto.',
  'recording.done.many': 'La grabación está guardada: {count} minutos.',
  'recording.done.other': 'La grabación está guardada: {count} minutos.',
  'recording.refused.off': 'El servidor no admite grabaciones. Guárdela en este dispositivo.',
  'recording.refused.quota-used':
    'Su espacio para grabaciones está agotado. Elimine las antiguas, o guarde esta en este ' +
    'dispositivo.',
  'recording.refused.storage-full':
    'El disco del servidor está lleno. Inténtelo más tarde, o guárdela en este dispositivo.',
  'recording.refused.recording-too-large':
    'La grabación es mayor de lo que admite el servidor. Guárdela en este dispositivo.',
  'recording.refused.too-many':
    'Ya hay cuatro grabaciones en camino. Inténtelo de nuevo cuando haya llegado una de ellas.',
  'recording.refused.released':
    'Una parte de la grabación ya no está ni aquí ni en el servidor.',
  'recording.refused.other':
    'El servidor no ha aceptado la grabación; está en este dispositivo.',
  'recording.left': 'Su grabación de {time} no se terminó',
  'recording.left.text': '{title}, {size}. Está solo en este dispositivo.',
  'recording.see': 'Verla',
  'recording.left.upload': 'Enviarla',
  'recording.left.done': 'Su grabación de {time} está guardada.',
};
