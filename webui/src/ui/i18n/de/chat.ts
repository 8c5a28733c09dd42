// SPDX-License-Identifier: MIT
// The German sentences of the chat.
import type { Section } from '../catalogue';
import type { chat as english } from '../en/chat';

export const chat: Section<typeof english> = {
  'chat.title': 'Chat',
  'chat.empty': 'Sag Hallo. Alle im Raum lesen mit.',
  'chat.label': 'Nachricht an alle',
  'chat.placeholder': 'Nachricht an alle',
  'chat.send': 'Senden',
  'chat.tooLong': 'Das ist zu lang für eine Nachricht.',
  'chat.sending': 'Wird gesendet …',
  'chat.failed': 'Nicht gesendet.',
  'chat.again': 'Noch einmal senden',
  'chat.below': 'Neue Nachrichten',
  'chat.you': 'Du',
  'chat.unread': '{count} ungelesen',
  'chat.blocked': 'Die Leitung hat den Chat für dich ausgeschaltet.',
  'chat.off': 'In diesem Treffen schreibt nur die Leitung.',
  'chat.to': 'An',
  'chat.everyone': 'Alle',
  'chat.label.private': 'Private Nachricht an {name}',
  'chat.placeholder.private': 'Nur {name} liest das',
  'chat.privateFrom': 'privat an dich',
  'chat.privateTo': 'privat an {name}',
  'chat.react': '{name} mit einem Zeichen antworten',
  'chat.reaction': '{emoji}: {count}',
  'chat.reply': '{name} antworten',
  'chat.replyTo': 'Antwort an {name}: {text}',
  'chat.noReply': 'Doch nicht darauf antworten',
  'chat.unreadLine': 'Neu',
  'chat.heard': '{name}: {text}',
  'chat.heardPrivate': '{name}, privat an dich: {text}',
  'chat.heardMany.one': '{count} neue Nachricht im Chat',
  'chat.heardMany.other': '{count} neue Nachrichten im Chat',
};
