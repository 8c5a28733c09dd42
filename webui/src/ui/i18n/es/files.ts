// SPDX-License-Identifier: MIT
// The Spanish sentences of files in the chat.
import type { files as english } from '../en/files';
import type { Section } from '../catalogue';

export const files: Section<typeof english, 'many'> = {
  'files.attach': 'Enviar archivos',
  'files.drop': 'Suelte archivos aquí para enviarlos',
  'files.limit':
    'Hasta {size} por archivo, directamente de dispositivo a dispositivo. El servidor no ' +
    'guarda nada.',
  'files.take': 'Recibir',
  'files.pause': 'Pausar',
  'files.resume': 'Continuar',
  'files.cancel': 'Cancelar',
  'files.save': 'Guardar',
  'files.again': 'Intentar de nuevo',
  'files.remove': 'Quitar de este dispositivo',
  'files.withdraw': 'Retirar',
  'files.heard': '{name} ofrece el archivo {file}, {size}.',
  'files.short': 'Archivo {file}, {size}',
  'files.progress': 'Progreso de {name}',
  'files.picture': 'Imagen {name}',
  'files.trust': 'Ábralo solo si confía en quien lo envió.',
  'files.fleeting':
    'Este navegador guarda los archivos solo en memoria: hasta {size}, y recargar empieza de ' +
    'nuevo.',
  'files.state.waiting': 'Espera su turno.',
  'files.state.away': 'Espera a que se pueda llegar a {name}.',
  'files.state.receiving': '{done} de {size}',
  'files.state.paused': 'En pausa en {done} de {size}.',
  'files.state.done': 'Completo y comprobado.',
  'files.state.room': 'En este dispositivo no hay espacio.',
  'files.state.withdrawn': '{name} ya no lo ofrece.',
  'files.state.damaged': 'Lo que llegó no es lo que se ofreció. Se ha descartado.',
  'files.state.disk': 'Este dispositivo no pudo guardarlo. Libere espacio e inténtelo de nuevo.',
  'files.state.unreadable': '{name} ya no puede leer el archivo.',
  'files.own.read': 'Preparando: {done} de {size}',
  'files.own.offered': 'Se ofrece mientras usted esté aquí.',
  'files.own.sending': 'A {name}: {done} de {size}.',
  'files.own.got.one': '{count} persona lo tiene entero.',
  'files.own.got.many': '{count} de personas lo tienen entero.',
  'files.own.got.other': '{count} personas lo tienen entero.',
  'files.refused.large': '{name} supera {size}, así que no se envía.',
  'files.refused.many':
    '{name} no se envía: se pueden ofrecer {count} archivos a la vez. Retire uno antes.',
  'files.refused.empty': '{name} está vacío, así que no se envía.',
  'files.refused.unreadable': '{name} no se puede leer. No se pueden enviar carpetas.',
  'files.ignored.many': '{name} ofrece más archivos de los que caben aquí. Omitidos: {count}.',
  'files.ignored.large': '{name} ofrece archivos demasiado grandes. Omitidos: {count}.',
  'files.ignored.not-allowed': '{name} no puede enviar archivos aquí. Omitidos: {count}.',
  'files.declined': 'Archivos suyos que {name} no pudo aceptar: {count}.',
};
