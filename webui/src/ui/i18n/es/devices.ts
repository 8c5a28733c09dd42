// SPDX-License-Identifier: MIT
// The Spanish sentences of cameras and microphones.
import type { Section } from '../catalogue';
import type { devices as english } from '../en/devices';

export const devices: Section<typeof english> = {
  'trouble.denied.both': 'La cámara y el micrófono están bloqueados para esta página.',
  'trouble.denied.camera': 'La cámara está bloqueada para esta página.',
  'trouble.denied.microphone': 'El micrófono está bloqueado para esta página.',
  'trouble.system.both': 'Su dispositivo no deja que este navegador use la cámara ni el micrófono.',
  'trouble.system.camera': 'Su dispositivo no deja que este navegador use la cámara.',
  'trouble.system.microphone': 'Su dispositivo no deja que este navegador use el micrófono.',
  'trouble.missing.both':
    'No se ha encontrado cámara ni micrófono. Puede entrar sin ellos o conectarlos.',
  'trouble.missing.camera':
    'No se ha encontrado ninguna cámara. Puede entrar sin ella o conectar una.',
  'trouble.missing.microphone':
    'No se ha encontrado ningún micrófono. Conecte uno; hasta entonces no le oirán.',
  'trouble.busy.both': 'Otro programa usa la cámara y el micrófono. Ciérrelo e inténtelo de nuevo.',
  'trouble.busy.camera': 'Otro programa usa la cámara. Ciérrelo e inténtelo de nuevo.',
  'trouble.busy.microphone': 'Otro programa usa el micrófono. Ciérrelo e inténtelo de nuevo.',
  'trouble.insecure.both':
    'La cámara y el micrófono solo funcionan en la dirección segura de esta página. Puede entrar ' +
    'sin ellos.',
  'trouble.insecure.action': 'Abrir la dirección segura',
  'trouble.unknown.both':
    'La cámara y el micrófono no se han iniciado. Inténtelo de nuevo o reinicie el navegador.',
  'trouble.unknown.camera':
    'La cámara no se ha iniciado. Inténtelo de nuevo o reinicie el navegador.',
  'trouble.unknown.microphone':
    'El micrófono no se ha iniciado. Inténtelo de nuevo o reinicie el navegador.',
  'trouble.picture': 'Dónde permitirlo',
  'trouble.join': 'Puede entrar sin ellos y activarlos más tarde.',
  'trouble.how.chrome':
    'Pulse el icono al principio de la barra de direcciones, permita ambos e inténtelo de nuevo.',
  'trouble.how.chrome-android':
    'Toque el icono junto a la dirección y luego «Permisos». Permita ambos e inténtelo de nuevo.',
  'trouble.how.firefox':
    'Pulse la cámara tachada junto a la dirección, quite el bloqueo e inténtelo de nuevo.',
  'trouble.how.firefox-android':
    'Toque el candado junto a la dirección, permita ambos en «Permisos» e inténtelo de nuevo.',
  'trouble.how.safari-mac':
    'En la barra de menús elija «Safari», «Ajustes para este sitio web». Permita ambos y ' +
    'recargue la página.',
  'trouble.how.safari-ios':
    'Toque el icono de página junto a la dirección y luego «Ajustes del sitio web». Permita ' +
    'ambos e inténtelo de nuevo.',
  'trouble.how.ios-other':
    'Abra la app Ajustes, elija este navegador, permita la cámara y el micrófono y vuelva.',
  'trouble.how.other':
    'Permita ambos en los ajustes de su navegador para esta página e inténtelo de nuevo.',
  'trouble.how.system-mac':
    'Abra Ajustes del Sistema, «Privacidad y seguridad». Permita este navegador en Cámara y ' +
    'Micrófono.',
  'trouble.how.system-windows':
    'Abra Configuración, «Privacidad y seguridad». Permita que las aplicaciones usen la cámara y ' +
    'el micrófono.',
  'trouble.how.system-other': 'Permítalo en los ajustes de su dispositivo y reinicie el navegador.',
  'device.gone.microphone': 'Su micrófono ya no está. Los demás no le oyen.',
  'device.gone.camera': 'Su cámara ya no está. Los demás no le ven.',
  'device.lost.microphone': 'El micrófono ya no está. Ahora se usa: {label}.',
  'device.lost.camera': 'La cámara ya no está. Ahora se usa: {label}.',
  'device.busy.microphone': 'Otro programa usa el micrófono elegido. Ahora se usa: {label}.',
  'device.busy.camera': 'Otro programa usa la cámara elegida. Ahora se usa: {label}.',
  'device.failed.microphone': 'El micrófono elegido no se ha iniciado. Ahora se usa: {label}.',
  'device.failed.camera': 'La cámara elegida no se ha iniciado. Ahora se usa: {label}.',
  'room.mic.mute': 'Silenciar el micrófono',
  'room.mic.unmute': 'Activar el micrófono',
  'room.camera.stop': 'Apagar la cámara',
  'room.camera.start': 'Encender la cámara',
  'trouble.framed': 'Abrir la reunión en su propia pestaña',
};
