// SPDX-License-Identifier: MIT
// The French sentences of the lobby.
import type { Section } from '../catalogue';
import type { lobby as english } from '../en/lobby';

export const lobby: Section<typeof english, 'many'> = {
  'lobby.host': 'avec {name}',
  'lobby.present.none': 'Personne n’est encore là.',
  'lobby.present.one': 'Une personne est déjà là.',
  'lobby.present.many': '{count} personnes sont déjà là.',
  'lobby.present.other': '{count} personnes sont déjà là.',
  'lobby.present.name': '{names} est dans la salle.',
  'lobby.present.names': '{names} sont dans la salle.',
  'lobby.present.more.one': '{names} et {count} autre personne sont dans la salle.',
  'lobby.present.more.many': '{names} et {count} autres personnes sont dans la salle.',
  'lobby.present.more.other': '{names} et {count} autres personnes sont dans la salle.',
  'lobby.scheduled': 'Prévue : {time}',
  'lobby.name': 'Votre nom',
  'lobby.name.empty': 'Saisissez votre nom, pour que les autres sachent qui arrive.',
  'lobby.message': 'Message à l’hôte (facultatif)',
  'lobby.message.hint': 'C’est moi, du groupe du mardi',
  'lobby.password': 'Mot de passe de la réunion',
  'lobby.join': 'Rejoindre',
  'lobby.join.here': 'Entrer plutôt ici',
  'lobby.join.early': 'Entrer à l’ouverture',
  'lobby.join.full': 'Entrer dès qu’une place se libère',
  'lobby.join.locked': 'Entrer dès que c’est ouvert',
  'lobby.disarm': 'Annuler l’entrée automatique',
  'lobby.joining': 'Entrée…',
  'lobby.returning': 'Retour dans la salle…',
  'lobby.early.text': 'La salle ouvre à {time}.',
  'lobby.early.armed':
    'Vous entrerez automatiquement à {time}. Laissez simplement cette page ouverte.',
  'lobby.early.days': '{days} j {hours} h',
  'lobby.early.hours': '{hours} h {minutes} min',
  'lobby.full': 'La salle est pleine : les {count} places sont prises.',
  'lobby.full.armed':
    'La salle est pleine. Vous entrerez automatiquement dès qu’une place se libère.',
  'lobby.locked': 'L’hôte a verrouillé la salle : plus personne n’entre.',
  'lobby.locked.armed':
    'La salle est verrouillée. Vous entrerez automatiquement dès qu’elle est ouverte.',
  'lobby.asks':
    '{name} fait entrer les gens un par un. Vous demandez à entrer et patientez un moment.',
  'lobby.elsewhere':
    'Vous êtes déjà dans cette réunion, sur un autre appareil ou dans un autre onglet. Si vous ' +
    'entrez ici, vous la quittez là-bas.',
  'lobby.waiting': 'Nouvel essai automatique dans {seconds} s.',
  'lobby.devices': 'Caméra, micro, haut-parleur',
  'lobby.camera': 'Caméra',
  'lobby.microphone': 'Micro',
  'lobby.speaker': 'Haut-parleur',
  'lobby.speaker.test': 'Jouer un son d’essai',
  'lobby.speaker.playing': 'L’entendez-vous ?',
  'lobby.level': 'Niveau du micro',
  'lobby.preview': 'Votre image',
  'lobby.cameraOff': 'La caméra est coupée',
  'lobby.asking':
    'Votre navigateur demande l’accès à la caméra et au micro. Veuillez autoriser les deux.',
  'lobby.asUser': 'Vous entrez sous le nom {name}.',
  'lobby.signInInstead': 'Se connecter plutôt',
  'lobby.deviceDefault': 'Par défaut',
  'waiting.title': 'Vous êtes dans la salle d’attente',
  'waiting.text': '{name} sait que vous êtes là et vous fera entrer.',
  'waiting.next': 'Vous êtes le prochain.',
  'waiting.ahead.one': 'Une personne est avant vous.',
  'waiting.ahead.many': '{count} personnes sont avant vous.',
  'waiting.ahead.other': '{count} personnes sont avant vous.',
  'waiting.said': 'Message de {name} :',
  'waiting.hint':
    'Vous entrerez automatiquement. D’ici là, personne ne vous voit ni ne vous entend.',
  'waiting.stop': 'Ne plus attendre',
  'over.ended': 'Cette réunion est terminée.',
  'over.cancelled': 'Cette réunion a été annulée.',
  'over.endedAt': 'Elle s’est terminée : {time}.',
  'over.ask': 'Demandez un nouveau lien à {name} si vous attendiez un cours maintenant.',
};
