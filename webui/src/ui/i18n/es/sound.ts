// SPDX-License-Identifier: MIT
// The Spanish sentences of the treatment of sound and picture.
import type { Section } from '../catalogue';
import type { sound as english } from '../en/sound';

export const sound: Section<typeof english> = {
  'sound.title': 'Sonido e imagen',
  'sound.music': 'Modo música',
  'sound.music.note':
    'Para instrumentos y canto: no se filtra nada, en estéreo. Use auriculares; si no, los ' +
    'demás se oyen a sí mismos.',
  'sound.noise': 'Reducir el ruido de fondo',
  'sound.noise.music': 'No en el modo música.',
  'sound.blur': 'Desenfocar mi fondo',
  'sound.blur.always': 'Su dispositivo ya desenfoca el fondo. Se desactiva en sus ajustes.',
  'sound.blur.none':
    'Este navegador no puede desenfocar el fondo por sí mismo. Algunos dispositivos lo hacen ' +
    'en los ajustes de la cámara.',
  'sound.saving': 'Datos',
  'sound.saving.off': 'Todo lo que permita la línea',
  'sound.saving.off.note': 'Las imágenes se adaptan solas a la línea.',
  'sound.saving.low': 'Pocos',
  'sound.saving.low.note':
    'Las caras se ven pequeñas en ambos sentidos. Una pantalla compartida sigue siendo legible.',
  'sound.saving.voice': 'Solo voz',
  'sound.saving.voice.note':
    'No llegan caras y su cámara se apaga. Una pantalla compartida sigue llegando.',
  'sound.second': 'Teléfono como cámara de documentos',
  'sound.second.note':
    'El teléfono entra como un invitado más, sin sonido, y comparte lo que ve su cámara ' +
    'trasera. Ocupa una plaza y, si hay sala de espera, usted lo admite.',
  'sound.second.show': 'Mostrar el código para el teléfono',
  'sound.second.hide': 'Ocultar el código',
  'sound.second.hosts':
    'En esta reunión solo comparten los anfitriones, y el teléfono sería un invitado.',
  'sound.second.name': '{name} – cámara',
};
