// SPDX-License-Identifier: MIT
// The French sentences of cameras and microphones.
import type { Section } from '../catalogue';
import type { devices as english } from '../en/devices';

export const devices: Section<typeof english> = {
  'trouble.denied.both': 'La caméra et le micro sont bloqués pour cette page.',
  'trouble.denied.camera': 'La caméra est bloquée pour cette page.',
  'trouble.denied.microphone': 'Le micro est bloqué pour cette page.',
  'trouble.system.both':
    'Votre appareil n’autorise pas ce navigateur à utiliser la caméra et le micro.',
  'trouble.system.camera': 'Votre appareil n’autorise pas ce navigateur à utiliser la caméra.',
  'trouble.system.microphone': 'Votre appareil n’autorise pas ce navigateur à utiliser le micro.',
  'trouble.missing.both': 'Ni caméra ni micro trouvés. Vous pouvez entrer sans, ou les brancher.',
  'trouble.missing.camera': 'Aucune caméra trouvée. Vous pouvez entrer sans, ou en brancher une.',
  'trouble.missing.microphone':
    'Aucun micro trouvé. Branchez-en un ; d’ici là, les autres ne vous entendent pas.',
  'trouble.busy.both':
    'Un autre programme utilise la caméra et le micro. Fermez-le, puis réessayez.',
  'trouble.busy.camera': 'Un autre programme utilise la caméra. Fermez-le, puis réessayez.',
  'trouble.busy.microphone': 'Un autre programme utilise le micro. Fermez-le, puis réessayez.',
  'trouble.insecure.both':
    'La caméra et le micro ne marchent qu’à l’adresse sécurisée de cette page. Vous pouvez ' +
    'entrer sans.',
  'trouble.insecure.action': 'Ouvrir l’adresse sécurisée',
  'trouble.unknown.both':
    'La caméra et le micro n’ont pas démarré. Réessayez ou redémarrez le navigateur.',
  'trouble.unknown.camera': 'La caméra n’a pas démarré. Réessayez ou redémarrez le navigateur.',
  'trouble.unknown.microphone': 'Le micro n’a pas démarré. Réessayez ou redémarrez le navigateur.',
  'trouble.picture': 'Où l’autoriser',
  'trouble.join': 'Vous pouvez entrer sans, et les activer plus tard.',
  'trouble.how.chrome':
    'Cliquez sur l’icône au début de la barre d’adresse, autorisez les deux, puis réessayez.',
  'trouble.how.chrome-android':
    'Touchez l’icône à côté de l’adresse, puis « Autorisations ». Autorisez les deux, puis ' +
    'réessayez.',
  'trouble.how.firefox':
    'Cliquez sur la caméra barrée à côté de l’adresse, retirez le blocage, puis réessayez.',
  'trouble.how.firefox-android':
    'Touchez le cadenas à côté de l’adresse, autorisez les deux sous « Permissions », puis ' +
    'réessayez.',
  'trouble.how.safari-mac':
    'Dans la barre des menus, choisissez « Safari », « Réglages pour ce site web ». Autorisez ' +
    'les deux, puis rechargez.',
  'trouble.how.safari-ios':
    'Touchez l’icône de page à côté de l’adresse, puis « Réglages du site web ». Autorisez les ' +
    'deux, puis réessayez.',
  'trouble.how.ios-other':
    'Ouvrez l’app Réglages, choisissez ce navigateur, autorisez la caméra et le micro, puis ' +
    'revenez.',
  'trouble.how.other':
    'Autorisez les deux dans les réglages de votre navigateur pour cette page, puis réessayez.',
  'trouble.how.system-mac':
    'Ouvrez Réglages Système, « Confidentialité et sécurité ». Autorisez ce navigateur sous ' +
    'Caméra et Micro.',
  'trouble.how.system-windows':
    'Ouvrez Paramètres, « Confidentialité et sécurité ». Autorisez les applications à utiliser ' +
    'la caméra et le micro.',
  'trouble.how.system-other':
    'Autorisez-le dans les réglages de votre appareil, puis redémarrez le navigateur.',
  'device.gone.microphone': 'Votre micro a disparu. Les autres ne vous entendent plus.',
  'device.gone.camera': 'Votre caméra a disparu. Les autres ne vous voient plus.',
  'device.lost.microphone': 'Micro débranché. Utilisé à présent : {label}.',
  'device.lost.camera': 'Caméra débranchée. Utilisée à présent : {label}.',
  'device.busy.microphone':
    'Un autre programme utilise le micro choisi. Utilisé à présent : {label}.',
  'device.busy.camera':
    'Un autre programme utilise la caméra choisie. Utilisée à présent : {label}.',
  'device.failed.microphone': 'Le micro choisi n’a pas démarré. Utilisé à présent : {label}.',
  'device.failed.camera': 'La caméra choisie n’a pas démarré. Utilisée à présent : {label}.',
  'room.mic.mute': 'Couper le micro',
  'room.mic.unmute': 'Activer le micro',
  'room.camera.stop': 'Couper la caméra',
  'room.camera.start': 'Activer la caméra',
  'trouble.framed': 'Ouvrir la réunion dans un onglet à part',
};
