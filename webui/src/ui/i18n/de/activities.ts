// SPDX-License-Identifier: MIT
// The German names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.material': 'Material',
  'tool.material.text':
    'Dateien, Notizen und der Chat dieses Treffens, aufgehoben für alle Eingeladenen.',
  'tool.material.guest': 'Nur wer ein Konto hat, findet das Material.',
  'tool.board': 'Whiteboard',
  'tool.board.text': 'Zusammen zeichnen und schreiben',
  'tool.board.off': 'Zeichnen ist hier nicht erlaubt',
};
