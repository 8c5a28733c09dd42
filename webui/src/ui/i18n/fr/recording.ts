// SPDX-License-Identifier: MIT
// The French sentences of recording in the room, and of films that lie on this device.
import type { Section } from '../catalogue';
import type { recording as english } from '../en/recording';

export const recording: Section<typeof english, 'many'> = {
  'recording.title': 'Enregistrement',
  'recording.start.title': 'Enregistrer le cours ?',
  'recording.start.asked':
    'Tout le monde dans la salle est prévenu et interrogé. Qui ne dit pas oui n’est pas dans ' +
    'l’enregistrement : ni image, ni voix, ni nom.',
  'recording.start.server':
    'L’enregistrement part vers le serveur au fur et à mesure. Vous le trouverez dans ' +
    '« Enregistrements », et l’hôte aussi.',
  'recording.start.here':
    'Le serveur n’a pas de place pour des enregistrements. Vous pourrez l’enregistrer ensuite ' +
    'sur cet appareil.',
  'recording.start.little':
    'Il ne reste que {left} pour vos enregistrements. Supprimez d’abord les anciens.',
  'recording.start': 'Commencer l’enregistrement',
  'recording.failed': 'L’enregistrement n’a pas commencé. Rechargez la page et réessayez.',
  'recording.unable':
    'Ce navigateur ne sait pas enregistrer. Utilisez Chrome, Edge, Firefox ou Safari.',
  'recording.pause': 'Pause',
  'recording.resume': 'Reprendre l’enregistrement',
  'recording.pause.text':
    'Pendant la pause, rien n’est enregistré ; le film aura une coupure à cet endroit.',
  'recording.people': 'Qui est dans l’enregistrement',
  'recording.in': 'dans l’enregistrement',
  'recording.notIn': 'absent',
  'recording.sending': 'En route vers le serveur : encore {left}.',
  'recording.waiting':
    'Le serveur est injoignable ; l’envoi reprendra de lui-même : encore {left}.',
  'recording.progress': 'Ce que le serveur a reçu',
  'recording.save': 'Enregistrer sur cet appareil',
  'recording.discard': 'Jeter',
  'recording.by': '{name} enregistre ce cours.',
  'recording.listener': '{name} enregistre ce cours. Vous n’y êtes pas.',
  'recording.youIn': 'Vous êtes dans l’enregistrement.',
  'recording.youNotIn': 'Vous n’êtes pas dans l’enregistrement.',
  'recording.takeOut': 'Ne plus m’enregistrer à partir de maintenant',
  'recording.putIn': 'J’accepte d’y être',
  'recording.before': 'Ce qui a été enregistré avant y reste.',
  'recording.over': 'Plus personne n’enregistre.',
  'recording.sign': 'REC',
  'recording.sign.paused': 'En pause',
  'recording.sign.own': 'Vous enregistrez. Mettre en pause ou arrêter',
  'recording.sign.ownPaused': 'Votre enregistrement est en pause. Reprendre ou arrêter',
  'recording.sign.by': '{name} enregistre ce cours',
  'recording.sign.byPaused': '{name} a mis l’enregistrement en pause',
  'recording.sign.sending': 'Envoi…',
  'recording.sign.kept': 'Pas encore envoyé',
  'recording.end.full': 'Il n’y a plus de place : l’enregistrement est terminé.',
  'recording.end.largest':
    'L’enregistrement a atteint la taille maximale du serveur : il est terminé.',
  'recording.end.broken': 'Le navigateur a mis fin à l’enregistrement.',
  'recording.end.forbidden':
    'L’hôte ne vous permet plus d’enregistrer : l’enregistrement est terminé.',
  'recording.done.one': 'L’enregistrement est conservé : {count} minute.',
  'recording.done.many': 'L’enregistrement est conservé : {count} minutes.',
  'recording.done.other': 'L’enregistrement est conservé : {count} minutes.',
  'recording.refused.off':
    'Le serveur ne prend pas d’enregistrements. Enregistrez-le sur cet appareil.',
  'recording.refused.quota-used':
    'Votre place pour les enregistrements est épuisée. Supprimez-en d’anciens, ou enregistrez ' +
    'celui-ci sur cet appareil.',
  'recording.refused.storage-full':
    'Le disque du serveur est plein. Réessayez plus tard, ou enregistrez sur cet appareil.',
  'recording.refused.recording-too-large':
    'L’enregistrement est trop grand pour le serveur. Enregistrez-le sur cet appareil.',
  'recording.refused.too-many':
    'Quatre enregistrements sont déjà en route. Réessayez quand l’un d’eux sera arrivé.',
  'recording.refused.released':
    'Une partie de l’enregistrement n’est plus ni ici, ni sur le serveur.',
  'recording.refused.other':
    'Le serveur n’a pas pris l’enregistrement ; il est sur cet appareil.',
  'recording.left': 'Votre enregistrement de {time} n’est pas terminé',
  'recording.left.text': '{title}, {size}. Il n’est que sur cet appareil.',
  'recording.see': 'Le voir',
  'recording.left.upload': 'L’envoyer',
  'recording.left.done': 'Votre enregistrement de {time} est conservé.',
};
