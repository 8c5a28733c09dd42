// SPDX-License-Identifier: MIT
// The German names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.files': 'Dateien',
  'tool.files.text': 'Sende Dateien an alle hier oder an eine Person.',
  'tool.files.listener': 'In einem Vortrag senden und bekommen nur die Dateien, die sprechen.',
  'tool.board': 'Whiteboard',
  'tool.board.text': 'Zusammen zeichnen und schreiben',
  'tool.board.off': 'Zeichnen ist hier nicht erlaubt',
  'tool.material': 'Material',
  'tool.material.text':
    'Dateien, Notizen und der Chat dieses Treffens, aufgehoben für alle Eingeladenen.',
  'tool.material.guest': 'Nur wer ein Konto hat, findet das Material.',
  'tool.groups': 'Gruppen',
  'tool.groups.text': 'Leute in kleine Räume aufteilen, besuchen und zurückrufen.',
  'tool.groups.hosts': 'Nur Gastgeber öffnen Gruppen.',
  'tool.groups.lecture': 'Ein Vortrag hat keine Gruppen.',
};
