// SPDX-License-Identifier: MIT
// The English sentences of what the room tells by itself.
export const notices = {
  'notice.peer-joined': '{name} joined',
  'notice.peer-left': '{name} left',
  'notice.hand-raised': '{name} raised a hand',
  'notice.screen-started': '{name} is sharing the screen',
  'notice.reconnected': 'You are connected again',
  'notice.knock': '{name} waits to come in',
  'notice.muted': '{name} has muted you',
  'notice.may-unmute': '{name} asks you to unmute',
  'notice.video-stopped': '{name} has stopped your camera',
  'notice.share-stopped': '{name} has stopped your sharing',
  'notice.hand-lowered': '{name} has lowered your hand',
} as const;
