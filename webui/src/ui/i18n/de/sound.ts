// SPDX-License-Identifier: MIT
// The German sentences of the treatment of sound and picture.
import type { Section } from '../catalogue';
import type { sound as english } from '../en/sound';

export const sound: Section<typeof english> = {
  'sound.title': 'Ton und Bild',
  'sound.music': 'Musikmodus',
  'sound.music.note':
    'Für Instrumente und Gesang: nichts wird gefiltert, in Stereo. Trage Kopfhörer, sonst ' +
    'hören sich die anderen selbst.',
  'sound.noise': 'Hintergrundgeräusche verringern',
  'sound.noise.music': 'Nicht im Musikmodus.',
  'sound.blur': 'Meinen Hintergrund weichzeichnen',
  'sound.blur.always':
    'Dein Gerät zeichnet deinen Hintergrund schon weich. Abschalten kannst du das in seinen ' +
    'Einstellungen.',
  'sound.blur.none':
    'Dieser Browser kann Hintergründe nicht selbst weichzeichnen. Manche Geräte tun es in ' +
    'ihren Kameraeinstellungen.',
  'sound.saving': 'Daten',
  'sound.saving.off': 'So viel, wie die Leitung trägt',
  'sound.saving.off.note': 'Bilder passen sich der Leitung von selbst an.',
  'sound.saving.low': 'Wenig',
  'sound.saving.low.note':
    'Gesichter sind in beiden Richtungen klein. Ein geteilter Bildschirm bleibt lesbar.',
  'sound.saving.voice': 'Nur Stimmen',
  'sound.saving.voice.note':
    'Es kommen keine Gesichter, und deine Kamera geht aus. Ein geteilter Bildschirm kommt weiter.',
  'sound.second': 'Telefon als Dokumentenkamera',
  'sound.second.note':
    'Das Telefon kommt als eigener Gast ohne Ton herein und teilt, was seine hintere Kamera ' +
    'sieht. Es belegt einen Platz, und im Warteraum lässt du es ein.',
  'sound.second.show': 'Code für das Telefon zeigen',
  'sound.second.hide': 'Code verbergen',
  'sound.second.hosts': 'In diesem Treffen teilen nur Gastgeber, und das Telefon wäre ein Gast.',
  'sound.second.name': '{name} – Kamera',
};
