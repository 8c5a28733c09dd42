// SPDX-License-Identifier: MIT
// The French sentences of the page after a meeting.
import type { Section } from '../catalogue';
import type { left as english } from '../en/left';

export const left: Section<typeof english> = {
  'left.left.title': 'Vous avez quitté la réunion',
  'left.ended.title': 'La réunion est terminée',
  'left.replaced.title': 'Vous êtes entré depuis un autre endroit',
  'left.refused.title': 'Vous n’avez pas pu rester dans la salle',
  'left.left.text': 'La porte reste ouverte.',
  'left.ended.text': 'Merci de votre présence.',
  'left.replaced.text':
    'Une personne ne peut être qu’une fois dans la salle. Cette fenêtre a été fermée au profit ' +
    'de la plus récente.',
  'left.signed-out.title': 'Vous avez été déconnecté',
  'left.signed-out.text': 'Votre session est terminée, vous avez donc quitté la salle.',
  'left.rejoin': 'Revenir',
  'left.rating': 'Comment était la connexion ?',
  'left.rating.good': 'Bonne',
  'left.rating.so-so': 'Moyenne',
  'left.rating.bad': 'Mauvaise',
  'left.rating.thanks': 'Merci. Cela aide à l’améliorer.',
  'left.rating.failed': 'Cela n’est pas arrivé. Réessayez.',
  'left.next': 'La suite : {when}',
  'left.next.none': 'Ce cours n’a plus d’autre date.',
};
