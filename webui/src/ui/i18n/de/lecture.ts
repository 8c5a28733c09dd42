// SPDX-License-Identifier: MIT
// The German sentences of lectures.
import type { Section } from '../catalogue';
import type { lecture as english } from '../en/lecture';

export const lecture: Section<typeof english> = {
  'lecture.listeners': '{count} hören zu',
  'lecture.full': 'voll',
  'lecture.fullText': 'Der Vortrag ist voll: Wer spricht, erreicht höchstens {count} Zuhörende.',
  'lecture.room': 'Deine Verbindung und dieses Gerät tragen etwa {count} Zuhörende.',
  'lecture.room.least': 'Die schwächste Verbindung auf dem Podium trägt {count} Zuhörende.',
  'lecture.you': 'Du hörst zu. Hebe die Hand, wenn du etwas sagen möchtest.',
  'lecture.waits': 'Noch spricht niemand',
  'lecture.waits.text': 'Es beginnt hier, sobald jemand spricht. Lass diese Seite ruhig offen.',
  'lecture.hands': 'Gehobene Hände ({count})',
  'lecture.hands.none': 'Keine Hand ist oben.',
  'lecture.speakers': 'Auf dem Podium ({count})',
  'lecture.audience': 'Hören zu ({count})',
  'lecture.audience.none': 'Noch hört niemand zu.',
  'lecture.give': '{name} sprechen lassen',
  'lecture.giveShort': 'Sprechen lassen',
  'lecture.take': '{name} das Wort entziehen',
  'lecture.takeShort': 'Wort entziehen',
  'lecture.crowd': '{count}-mal {emoji}',
};
