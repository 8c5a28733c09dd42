// SPDX-License-Identifier: MIT
// The German sentences of the list of people.
import type { Section } from '../catalogue';
import type { people as english } from '../en/people';

export const people: Section<typeof english> = {
  'people.title': 'Leute',
  'people.you': '{name} (du)',
  'people.host': 'Leitung',
  'people.guest': 'Gast',
  'people.guest.text':
    '{name} hat hier kein Konto: Wer den Link hat, kann sich nennen, wie er will.',
  'people.volume': 'Lautstärke von {name}',
  'people.mic.on': 'Mikrofon an',
  'people.mic.off': 'Stumm',
  'people.camera.on': 'Kamera an',
  'people.camera.off': 'Kamera aus',
  'people.mic.blocked': 'Von der Leitung stumm geschaltet',
  'people.camera.blocked': 'Kamera von der Leitung ausgeschaltet',
  'people.cohost': 'Mit-Leitung',
  'people.presenter': 'Spricht',
  'people.spotlight': 'Im Mittelpunkt',
  'people.trouble': 'Schlechte Verbindung',
  'people.actions': 'Mehr zu {name}',
  'people.handNumber': 'Hand {number}',
  'people.write': 'Private Nachricht schreiben',
  'people.pin': 'Groß zeigen',
  'people.unpin': 'Nicht mehr groß zeigen',
  'people.trouble.text':
    'Die Verbindung von {name} ist gerade schlecht: Bilder bleiben stehen oder Worte fehlen.',
  'people.mute.me': 'Nur für mich stumm',
  'people.attendance': 'Wer war da',
  'people.attendance.none': 'Noch war niemand da.',
  'people.minutes': '{count} Min.',
  'people.now': 'jetzt da',
  'people.left': 'gegangen um {time}',
  'people.stays.one': 'einmal gekommen',
  'people.stays.other': '{count}-mal gekommen',
  'people.since': 'seit {time}',
};
