// SPDX-License-Identifier: MIT
// The French sentences of the list of people.
import type { Section } from '../catalogue';
import type { people as english } from '../en/people';

export const people: Section<typeof english, 'many'> = {
  'people.title': 'Participants',
  'people.you': '{name} (vous)',
  'people.host': 'Hôte',
  'people.guest': 'Visiteur',
  'people.guest.text':
    '{name} n’a pas de compte ici : toute personne qui a le lien peut prendre n’importe quel nom.',
  'people.volume': 'Volume de {name}',
  'people.mic.on': 'Micro activé',
  'people.mic.off': 'Micro coupé',
  'people.camera.on': 'Caméra activée',
  'people.camera.off': 'Caméra coupée',
  'people.mic.blocked': 'Micro coupé par un hôte',
  'people.camera.blocked': 'Caméra coupée par un hôte',
  'people.cohost': 'Co-hôte',
  'people.presenter': 'Intervenant',
  'people.spotlight': 'Mis en avant',
  'people.trouble': 'Mauvaise connexion',
  'people.actions': 'Plus sur {name}',
  'people.handNumber': 'Main n° {number}',
  'people.write': 'Écrire un message privé',
  'people.pin': 'Afficher en grand',
  'people.unpin': 'Ne plus afficher en grand',
  'people.trouble.text':
    'La connexion de {name} est mauvaise en ce moment : l’image se fige ou des mots manquent.',
  'people.mute.me': 'Couper le son pour moi seul',
  'people.attendance': 'Qui était là',
  'people.attendance.none': 'Personne n’est encore venu.',
  'people.minutes': '{count} min',
  'people.now': 'là maintenant',
  'people.left': 'parti à {time}',
  'people.stays.one': 'venu une fois',
  'people.stays.many': 'venu {count} fois',
  'people.stays.other': 'venu {count} fois',
  'people.since': 'depuis {time}',
};
