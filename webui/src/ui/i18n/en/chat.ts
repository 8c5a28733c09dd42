// SPDX-License-Identifier: MIT
// The English sentences of the chat.
export const chat = {
  'chat.title': 'Chat',
  'chat.empty': 'Say hello. Everyone in the room can read along.',
  'chat.label': 'Message to everyone',
  'chat.placeholder': 'Message to everyone',
  'chat.send': 'Send',
  'chat.tooLong': 'That is too long for one message.',
  'chat.offline': 'Not sent: the line to the server is down. It comes back by itself.',
  'chat.sending': 'Sending…',
  'chat.failed': 'Not sent.',
  'chat.again': 'Send again',
  'chat.below': 'New messages',
  'chat.you': 'You',
  'chat.unread': '{count} unread',
  'chat.blocked': 'A host has switched the chat off for you.',
  'chat.off': 'Only hosts write in this meeting.',
} as const;
