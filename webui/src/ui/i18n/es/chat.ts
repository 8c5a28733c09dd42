// SPDX-License-Identifier: MIT
// The Spanish sentences of the chat.
import type { Section } from '../catalogue';
import type { chat as english } from '../en/chat';

export const chat: Section<typeof english, 'many'> = {
  'chat.title': 'Chat',
  'chat.empty': 'Salude. Toda la sala puede leerlo.',
  'chat.label': 'Mensaje para todos',
  'chat.placeholder': 'Mensaje para todos',
  'chat.send': 'Enviar',
  'chat.tooLong': 'Es demasiado largo para un solo mensaje.',
  'chat.sending': 'Enviando…',
  'chat.failed': 'No enviado.',
  'chat.again': 'Enviar de nuevo',
  'chat.below': 'Mensajes nuevos',
  'chat.you': 'Usted',
  'chat.unread': '{count} sin leer',
  'chat.blocked': 'Un anfitrión le ha quitado el chat.',
  'chat.off': 'En esta reunión solo escriben los anfitriones.',
  'chat.to': 'Para',
  'chat.everyone': 'Todos',
  'chat.label.private': 'Mensaje privado para {name}',
  'chat.placeholder.private': 'Solo lo lee {name}',
  'chat.privateFrom': 'en privado, para usted',
  'chat.privateTo': 'en privado, para {name}',
  'chat.react': 'Reaccionar a {name}',
  'chat.reaction': '{emoji}: {count}',
  'chat.reply': 'Responder a {name}',
  'chat.replyTo': 'Respuesta a {name}: {text}',
  'chat.noReply': 'No responder a esto',
  'chat.unreadLine': 'Nuevo',
  'chat.heard': '{name}: {text}',
  'chat.heardPrivate': '{name}, en privado: {text}',
  'chat.heardMany.one': '{count} mensaje nuevo en el chat',
  'chat.heardMany.many': '{count} mensajes nuevos en el chat',
  'chat.heardMany.other': '{count} mensajes nuevos en el chat',
};
