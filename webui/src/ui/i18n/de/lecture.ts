// SPDX-License-Identifier: MIT
// The German sentences of lectures.
import type { Section } from '../catalogue';
import type { lecture as english } from '../en/lecture';

export const lecture: Section<typeof english> = {
  'lecture.listeners': '{count} im Publikum',
  'lecture.full': 'voll',
  'lecture.fullText.one': 'Der Vortrag ist voll: Wer spricht, erreicht höchstens {count} Person.',
  'lecture.fullText.other':
    'Der Vortrag ist voll: Wer spricht, erreicht höchstens {count} Zuhörende.',
  'lecture.room.one': 'Deine Verbindung und dieses Gerät tragen etwa {count} Person.',
  'lecture.room.other': 'Deine Verbindung und dieses Gerät tragen etwa {count} Zuhörende.',
  'lecture.room.least.one': 'Die schwächste Verbindung auf dem Podium trägt {count} Person.',
  'lecture.room.least.other': 'Die schwächste Verbindung auf dem Podium trägt {count} Zuhörende.',
  'lecture.you': 'Du hörst zu. Hebe die Hand, wenn du etwas sagen möchtest.',
  'lecture.waits': 'Noch spricht niemand',
  'lecture.waits.text': 'Es beginnt hier, sobald jemand spricht. Lass diese Seite ruhig offen.',
  'lecture.hands': 'Gehobene Hände ({count})',
  'lecture.hands.none': 'Keine Hand ist oben.',
  'lecture.speakers': 'Auf dem Podium ({count})',
  'lecture.audience': 'Im Publikum ({count})',
  'lecture.audience.none': 'Noch hört niemand zu.',
  'lecture.give': 'Sprechen lassen: {name}',
  'lecture.giveShort': 'Sprechen lassen',
  'lecture.take': 'Zurück ins Publikum: {name}',
  'lecture.takeShort': 'Zurück ins Publikum',
  'lecture.note': 'Deine Rolle in diesem Vortrag',
  'lecture.crowd': '{count}-mal {emoji}',
};
