// SPDX-License-Identifier: MIT
// The French sentences of the treatment of sound and picture.
import type { Section } from '../catalogue';
import type { sound as english } from '../en/sound';

export const sound: Section<typeof english> = {
  'sound.title': 'Son et image',
  'sound.music': 'Mode musique',
  'sound.music.note':
    'Pour les instruments et le chant : rien n’est filtré, en stéréo. Portez un casque, ' +
    'sinon les autres s’entendent eux-mêmes.',
  'sound.noise': 'Réduire les bruits de fond',
  'sound.noise.music': 'Pas en mode musique.',
  'sound.blur': 'Flouter mon arrière-plan',
  'sound.blur.always':
    'Votre appareil floute déjà votre arrière-plan. Cela se désactive dans ses réglages.',
  'sound.blur.none':
    'Ce navigateur ne sait pas flouter l’arrière-plan lui-même. Certains appareils le font ' +
    'dans les réglages de la caméra.',
  'sound.saving': 'Données',
  'sound.saving.off': 'Autant que la ligne le permet',
  'sound.saving.off.note': 'Les images s’adaptent d’elles-mêmes à la ligne.',
  'sound.saving.low': 'Peu',
  'sound.saving.low.note':
    'Les visages sont petits dans les deux sens. Un écran partagé reste lisible.',
  'sound.saving.voice': 'Voix seulement',
  'sound.saving.voice.note':
    'Aucun visage n’arrive et votre caméra s’éteint. Un écran partagé arrive quand même.',
  'sound.second': 'Téléphone comme caméra de documents',
  'sound.second.note':
    'Le téléphone entre comme un invité à part, sans son, et partage ce que voit sa caméra ' +
    'arrière. Il occupe une place ; en salle d’attente, vous le faites entrer.',
  'sound.second.show': 'Afficher le code pour le téléphone',
  'sound.second.hide': 'Masquer le code',
  'sound.second.hosts':
    'Seuls les hôtes partagent dans cette réunion, et le téléphone serait un invité.',
  'sound.second.name': '{name} – caméra',
};
