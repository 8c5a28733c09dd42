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
  'chat.offline':
    'Nicht gesendet: Die Leitung zum Server ist unterbrochen. Sie kommt von selbst wieder.',
  'chat.sending': 'Wird gesendet …',
  'chat.failed': 'Nicht gesendet.',
  'chat.again': 'Noch einmal senden',
  'chat.below': 'Neue Nachrichten',
  'chat.you': 'Du',
  'chat.unread': '{count} ungelesen',
  'chat.blocked': 'Die Leitung hat den Chat für dich ausgeschaltet.',
  'chat.off': 'In diesem Treffen schreibt nur die Leitung.',
};
