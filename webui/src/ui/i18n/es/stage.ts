// SPDX-License-Identifier: MIT
// The Spanish sentences of the stage: what stands large, and what one does with it.
import type { Section } from '../catalogue';
import type { stage as english } from '../en/stage';

export const stage: Section<typeof english, 'many'> = {
  'stage.more': 'Más sobre {name}',
  'stage.host': 'Anfitrión',
  'stage.cohost': 'Coanfitrión',
  'stage.guest': 'Visitante, sin cuenta',
  'stage.trouble': 'Mala conexión: puede que {name} vea y oiga mal',
  'stage.hand': 'Mano levantada',
  'stage.hand.number': 'Mano levantada, n.º {number}',
  'stage.reaction': '{name}: {emoji}',
  'stage.pinned': 'En grande para usted',
  'stage.spotlit': 'Un anfitrión destaca a esta persona',
  'stage.youSpotlit': 'Está destacado: todos le ven en grande',
  'stage.grid': 'Mostrar a todos por igual',
  'stage.speaker': 'Mostrar en grande a quien habla',
  'stage.hideSelf': 'Ocultar mi imagen',
  'stage.showSelf': 'Mostrar mi imagen',
  'stage.swap': 'Intercambiar las imágenes',
  'stage.own': 'Su imagen. Las flechas la mueven, Intro intercambia las imágenes.',
  'stage.pip': 'Ventana pequeña encima',
  'stage.screenOf': 'Pantalla de {name}',
  'stage.ownScreen': 'Su pantalla',
  'stage.screenComing': 'Llega la pantalla de {name}…',
  'stage.screenShow': 'Mostrar en grande la pantalla de {name}',
  'stage.screenHelp':
    'Más y menos cambian el tamaño, las flechas mueven, cero lo muestra todo, F llena la pantalla.',
  'stage.pen': 'Señalar y dibujar',
  'stage.zoomIn': 'Ver más cerca',
  'stage.zoomOut': 'Ver más lejos',
  'stage.zoomWhole': 'Pantalla entera',
  'stage.full': 'Llenar la pantalla',
  'stage.full.leave': 'Volver a la sala',
  'stage.sharp': 'Texto',
  'stage.smooth': 'Vídeo',
  'stage.sharpHint': 'Nítido, para texto y diapositivas',
  'stage.smoothHint': 'Fluido, para vídeos',
  'stage.quality': 'Lo que mejor ven los demás',
  'stage.showOwnScreen': 'Mostrar',
  'stage.others': 'Los demás',
  'room.share.stopShort': 'Detener',
  'room.react': 'Reaccionar',
  'room.react.up': 'Pulgar arriba',
  'room.react.down': 'Pulgar abajo',
  'room.react.clap': 'Aplauso',
  'room.react.heart': 'Corazón',
  'room.react.laugh': 'Risa',
  'room.react.party': 'Fiesta',
  'room.react.slow': 'Más despacio, por favor',
  'room.react.lost': 'No lo sigo',
  'room.leave.only': 'Salir',
  'room.leave.all': 'Terminar para todos',
  'room.leave.choose': 'Salir o terminar',
  'meter.unknown': 'Aún no se ha medido cuántas cámaras más caben.',
  'meter.more.line.one':
    'Cabe aproximadamente {count} persona más con cámara: después, su conexión está llena.',
  'meter.more.line.many':
    'Caben aproximadamente {count} personas más con cámara: después, su conexión está llena.',
  'meter.more.line.other':
    'Caben aproximadamente {count} personas más con cámara: después, su conexión está llena.',
  'meter.more.computer.one':
    'Cabe aproximadamente {count} persona más con cámara: después, este dispositivo está al ' +
    'límite.',
  'meter.more.computer.many':
    'Caben aproximadamente {count} personas más con cámara: después, este dispositivo está al ' +
    'límite.',
  'meter.more.computer.other':
    'Caben aproximadamente {count} personas más con cámara: después, este dispositivo está al ' +
    'límite.',
  'meter.many': 'Caben muchas personas más con cámara.',
  'meter.none.line': 'Su conexión está llena: con una cámara más, las imágenes empeorarían.',
  'meter.none.computer':
    'Este dispositivo está al límite: con una cámara más, las imágenes empeorarían.',
  'meter.paused.one':
    'Su conexión es débil: {count} persona le oye sin imagen, para que la voz siga clara.',
  'meter.paused.many':
    'Su conexión es débil: {count} personas le oyen sin imagen, para que la voz siga clara.',
  'meter.paused.other':
    'Su conexión es débil: {count} personas le oyen sin imagen, para que la voz siga clara.',
  'stage.ownPaused': 'Conexión débil: solo sonido',
};
