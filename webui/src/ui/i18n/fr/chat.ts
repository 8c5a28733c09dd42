// SPDX-License-Identifier: MIT
// The French sentences of the chat.
import type { Section } from '../catalogue';
import type { chat as english } from '../en/chat';

export const chat: Section<typeof english, 'many'> = {
  'chat.title': 'Discussion',
  'chat.empty': 'Dites bonjour. Toute la salle peut lire.',
  'chat.label': 'Message à tous',
  'chat.placeholder': 'Message à tous',
  'chat.send': 'Envoyer',
  'chat.tooLong': 'C’est trop long pour un seul message.',
  'chat.sending': 'Envoi…',
  'chat.failed': 'Non envoyé.',
  'chat.again': 'Renvoyer',
  'chat.below': 'Nouveaux messages',
  'chat.you': 'Vous',
  'chat.unread': 'messages non lus : {count}',
  'chat.blocked': 'Un hôte vous a retiré la discussion.',
  'chat.off': 'Seuls les hôtes écrivent dans cette réunion.',
  'chat.to': 'À',
  'chat.everyone': 'Tout le monde',
  'chat.label.private': 'Message privé à {name}',
  'chat.placeholder.private': 'Lu par {name} seulement',
  'chat.privateFrom': 'en privé, à vous',
  'chat.privateTo': 'en privé, à {name}',
  'chat.react': 'Réagir à {name}',
  'chat.reaction': '{emoji} : {count}',
  'chat.reply': 'Répondre à {name}',
  'chat.replyTo': 'Réponse à {name} : {text}',
  'chat.noReply': 'Ne pas répondre à ce message',
  'chat.unreadLine': 'Nouveau',
  'chat.heard': '{name} : {text}',
  'chat.heardPrivate': '{name}, en privé : {text}',
  'chat.heardMany.one': '{count} nouveau message dans la discussion',
  'chat.heardMany.many': '{count} nouveaux messages dans la discussion',
  'chat.heardMany.other': '{count} nouveaux messages dans la discussion',
};
