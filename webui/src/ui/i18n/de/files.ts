// SPDX-License-Identifier: MIT
// The German sentences of files in the chat.
import type { files as english } from '../en/files';
import type { Section } from '../catalogue';

export const files: Section<typeof english> = {
  'files.attach': 'Dateien senden',
  'files.drop': 'Lege Dateien hier ab, um sie zu senden',
  'files.limit':
    'Bis zu {size} je Datei, direkt von Gerät zu Gerät. Der Server behält nichts davon.',
  'files.take': 'Holen',
  'files.pause': 'Anhalten',
  'files.resume': 'Weiter',
  'files.cancel': 'Abbrechen',
  'files.save': 'Speichern',
  'files.again': 'Noch einmal versuchen',
  'files.remove': 'Von diesem Gerät entfernen',
  'files.withdraw': 'Zurücknehmen',
  'files.heard': '{name} bietet die Datei {file} an, {size}.',
  'files.short': 'Datei {file}, {size}',
  'files.progress': 'Fortschritt von {name}',
  'files.picture': 'Bild {name}',
  'files.trust': 'Öffne sie nur, wenn du dem Absender vertraust.',
  'files.fleeting':
    'Dieser Browser behält Dateien nur im Speicher: bis zu {size}, und Neuladen beginnt von vorn.',
  'files.state.waiting': 'Wartet, bis sie an der Reihe ist.',
  'files.state.away': 'Wartet, bis {name} erreichbar ist.',
  'files.state.receiving': '{done} von {size}',
  'files.state.paused': 'Angehalten bei {done} von {size}.',
  'files.state.done': 'Vollständig und geprüft.',
  'files.state.room': 'Dieses Gerät hat keinen Platz dafür.',
  'files.state.withdrawn': '{name} bietet sie nicht mehr an.',
  'files.state.damaged': 'Was ankam, ist nicht das Angebotene. Es wurde verworfen.',
  'files.state.disk':
    'Dieses Gerät konnte sie nicht behalten. Schaffe Platz und versuche es noch einmal.',
  'files.state.unreadable': '{name} kann die Datei nicht mehr lesen.',
  'files.own.read': 'Wird vorbereitet: {done} von {size}',
  'files.own.offered': 'Angeboten, solange du hier bist.',
  'files.own.sending': 'An {name}: {done} von {size}.',
  'files.own.got.one': '{count} Person hat sie ganz.',
  'files.own.got.other': '{count} Personen haben sie ganz.',
  'files.refused.large': '{name} ist größer als {size} und wird nicht gesendet.',
  'files.refused.many':
    '{name} wird nicht gesendet: {count} Dateien kannst du zugleich anbieten. Nimm erst eine ' +
    'zurück.',
  'files.refused.empty': '{name} ist leer und wird nicht gesendet.',
  'files.refused.unreadable': '{name} lässt sich nicht lesen. Ordner kann man nicht senden.',
  'files.ignored.many': '{name} bietet mehr Dateien an, als hier stehen. Ausgelassen: {count}.',
  'files.ignored.large': '{name} bietet zu große Dateien an. Ausgelassen: {count}.',
  'files.ignored.not-allowed': '{name} darf hier keine Dateien senden. Ausgelassen: {count}.',
  'files.declined': 'Dateien von dir, die {name} nicht nehmen konnte: {count}.',
};
