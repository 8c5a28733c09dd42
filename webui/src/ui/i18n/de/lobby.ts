// SPDX-License-Identifier: MIT
// The German sentences of the lobby.
import type { Section } from '../catalogue';
import type { lobby as english } from '../en/lobby';

export const lobby: Section<typeof english> = {
  'lobby.host': 'mit {name}',
  'lobby.present.none': 'Noch ist niemand da.',
  'lobby.present.one': 'Eine Person ist schon da.',
  'lobby.present.many': '{count} Personen sind schon da.',
  'lobby.scheduled': 'Geplant für {time}',
  'lobby.name': 'Dein Name',
  'lobby.name.empty': 'Bitte tippe deinen Namen, damit die anderen wissen, wer kommt.',
  'lobby.password': 'Passwort des Treffens',
  'lobby.join': 'Beitreten',
  'lobby.joining': 'Einen Moment …',
  'lobby.waiting': 'Ein neuer Versuch folgt von selbst in {seconds} s.',
  'lobby.devices': 'Kamera und Mikrofon',
  'lobby.camera': 'Kamera',
  'lobby.microphone': 'Mikrofon',
  'lobby.speaker': 'Lautsprecher',
  'lobby.level': 'Pegel des Mikrofons',
  'lobby.preview': 'Dein Bild',
  'lobby.cameraOff': 'Die Kamera ist aus',
  'lobby.asking': 'Dein Browser fragt nach Kamera und Mikrofon. Bitte erlaube beides.',
  'lobby.asUser': 'Du nimmst als {name} teil.',
  'lobby.signInInstead': 'Stattdessen anmelden',
  'lobby.deviceDefault': 'Gerät',
};
