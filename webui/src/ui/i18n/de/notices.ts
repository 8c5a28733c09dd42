// SPDX-License-Identifier: MIT
// The German sentences of what the room tells by itself.
import type { Section } from '../catalogue';
import type { notices as english } from '../en/notices';

export const notices: Section<typeof english> = {
  'notice.peer-joined': '{name} ist da',
  'notice.peer-left': '{name} ist gegangen',
  'notice.hand-raised': '{name} hebt die Hand',
  'notice.screen-started': '{name} teilt den Bildschirm',
  'notice.reconnected': 'Du bist wieder verbunden',
  'notice.knock': '{name} wartet vor der Tür',
  'notice.muted': '{name} hat dich stumm geschaltet',
  'notice.may-unmute': '{name} bittet dich, dein Mikrofon einzuschalten',
  'notice.video-stopped': '{name} hat deine Kamera ausgeschaltet',
  'notice.share-stopped': '{name} hat dein Teilen beendet',
  'notice.hand-lowered': '{name} hat deine Hand gesenkt',
};
