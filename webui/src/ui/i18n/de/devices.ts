// SPDX-License-Identifier: MIT
// The German sentences of cameras and microphones.
import type { Section } from '../catalogue';
import type { devices as english } from '../en/devices';

export const devices: Section<typeof english> = {
  'trouble.denied.both':
    'Kamera und Mikrofon sind gesperrt. ' +
      'Erlaube sie links neben der Adresse und versuche es noch einmal.',
  'trouble.denied.camera':
    'Die Kamera ist gesperrt. Erlaube sie links neben der Adresse und versuche es noch einmal.',
  'trouble.denied.microphone':
    'Das Mikrofon ist gesperrt. Erlaube es links neben der Adresse und versuche es noch einmal.',
  'trouble.missing.both':
    'Keine Kamera und kein Mikrofon gefunden. ' +
      'Stecke sie an und versuche es noch einmal; beitreten geht auch ohne.',
  'trouble.missing.camera':
    'Keine Kamera gefunden. ' +
      'Du kannst ohne beitreten, oder stecke eine an und versuche es noch einmal.',
  'trouble.missing.microphone':
    'Kein Mikrofon gefunden. Stecke eines an und versuche es noch einmal; ' +
      'bis dahin hören dich die anderen nicht.',
  'trouble.busy.both':
    'Ein anderes Programm benutzt Kamera und Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.busy.camera':
    'Ein anderes Programm benutzt die Kamera. Schließe es und versuche es noch einmal.',
  'trouble.busy.microphone':
    'Ein anderes Programm benutzt das Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.insecure.both':
    'Browser geben Kamera und Mikrofon nur sicheren Seiten. ' +
      'Öffne dieses Treffen mit seinem https://-Link.',
  'trouble.unknown.both':
    'Kamera und Mikrofon sind nicht angesprungen. ' +
      'Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.camera':
    'Die Kamera ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.microphone':
    'Das Mikrofon ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.picture': 'Hier wird es erlaubt: das Zeichen am linken Ende der Adresszeile',
  'device.gone.microphone': 'Dein Mikrofon ist weg. Die anderen hören dich nicht mehr.',
  'device.gone.camera': 'Deine Kamera ist weg. Die anderen sehen dich nicht mehr.',
  'device.lost.microphone': 'Dein Mikrofon ist weg. Jetzt in Gebrauch: {label}.',
  'device.lost.camera': 'Deine Kamera ist weg. Jetzt in Gebrauch: {label}.',
  'device.busy.microphone':
    'Ein anderes Programm benutzt das gewählte Mikrofon. Jetzt in Gebrauch: {label}.',
  'device.busy.camera':
    'Ein anderes Programm benutzt die gewählte Kamera. Jetzt in Gebrauch: {label}.',
  'device.failed.microphone':
    'Das gewählte Mikrofon ist nicht angesprungen. Jetzt in Gebrauch: {label}.',
  'device.failed.camera':
    'Die gewählte Kamera ist nicht angesprungen. Jetzt in Gebrauch: {label}.',
};
