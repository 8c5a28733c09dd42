// SPDX-License-Identifier: MIT
// The German sentences of cameras and microphones.
import type { Section } from '../catalogue';
import type { devices as english } from '../en/devices';

export const devices: Section<typeof english> = {
  'trouble.denied.both': 'Kamera und Mikrofon sind für diese Seite gesperrt.',
  'trouble.denied.camera': 'Die Kamera ist für diese Seite gesperrt.',
  'trouble.denied.microphone': 'Das Mikrofon ist für diese Seite gesperrt.',
  'trouble.system.both': 'Dein Gerät gibt diesem Browser Kamera und Mikrofon nicht.',
  'trouble.system.camera': 'Dein Gerät gibt diesem Browser die Kamera nicht.',
  'trouble.system.microphone': 'Dein Gerät gibt diesem Browser das Mikrofon nicht.',
  'trouble.missing.both':
    'Keine Kamera und kein Mikrofon gefunden. Du kannst ohne beitreten oder sie anstecken.',
  'trouble.missing.camera': 'Keine Kamera gefunden. Du kannst ohne beitreten oder eine anstecken.',
  'trouble.missing.microphone':
    'Kein Mikrofon gefunden. Stecke eines an; bis dahin hören dich die anderen nicht.',
  'trouble.busy.both':
    'Ein anderes Programm benutzt Kamera und Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.busy.camera':
    'Ein anderes Programm benutzt die Kamera. Schließe es und versuche es noch einmal.',
  'trouble.busy.microphone':
    'Ein anderes Programm benutzt das Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.insecure.both':
    'Kamera und Mikrofon gehen nur unter der sicheren Adresse dieser Seite. ' +
    'Du kannst ohne beitreten.',
  'trouble.insecure.action': 'Sichere Adresse öffnen',
  'trouble.unknown.both':
    'Kamera und Mikrofon sind nicht angesprungen. ' +
    'Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.camera':
    'Die Kamera ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.microphone':
    'Das Mikrofon ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.framed': 'Das Treffen in einem eigenen Tab öffnen',
  'trouble.picture': 'Hier wird es erlaubt',
  'trouble.join': 'Du kannst ohne sie beitreten und sie später einschalten.',
  'trouble.how.chrome':
    'Drücke das Zeichen am linken Ende der Adresszeile, erlaube beides, versuche es noch einmal.',
  'trouble.how.chrome-android':
    'Drücke das Zeichen links neben der Adresse, dann „Berechtigungen“. ' +
    'Erlaube beides und versuche es noch einmal.',
  'trouble.how.firefox':
    'Drücke die durchgestrichene Kamera neben der Adresse, nimm die Sperre weg ' +
    'und versuche es noch einmal.',
  'trouble.how.firefox-android':
    'Drücke das Schloss links neben der Adresse, erlaube beides unter „Berechtigungen“ ' +
    'und versuche es noch einmal.',
  'trouble.how.safari-mac':
    'Wähle in der Menüleiste „Safari“, „Einstellungen für diese Website“. ' +
    'Erlaube beides und lade die Seite neu.',
  'trouble.how.safari-ios':
    'Drücke das Seitenzeichen neben der Adresse, dann „Website-Einstellungen“. ' +
    'Erlaube beides und versuche es noch einmal.',
  'trouble.how.ios-other':
    'Öffne die App „Einstellungen“, wähle diesen Browser, erlaube Kamera und Mikrofon ' +
    'und komm zurück.',
  'trouble.how.other':
    'Erlaube beides in den Einstellungen deines Browsers für diese Seite ' +
    'und versuche es noch einmal.',
  'trouble.how.system-mac':
    'Öffne die Systemeinstellungen, „Datenschutz & Sicherheit“. ' +
    'Erlaube diesen Browser unter Kamera und Mikrofon.',
  'trouble.how.system-windows':
    'Öffne die Einstellungen, „Datenschutz und Sicherheit“. ' +
    'Erlaube Apps den Zugriff auf Kamera und Mikrofon.',
  'trouble.how.system-other':
    'Erlaube es in den Einstellungen deines Geräts und starte den Browser neu.',
  'device.gone.microphone': 'Dein Mikrofon ist weg. Die anderen hören dich nicht mehr.',
  'device.gone.camera': 'Deine Kamera ist weg. Die anderen sehen dich nicht mehr.',
  'device.lost.microphone': 'Mikrofon weg. Jetzt: {label}.',
  'device.lost.camera': 'Kamera weg. Jetzt: {label}.',
  'device.busy.microphone':
    'Ein anderes Programm benutzt das gewählte Mikrofon. Jetzt in Gebrauch: {label}.',
  'device.busy.camera':
    'Ein anderes Programm benutzt die gewählte Kamera. Jetzt in Gebrauch: {label}.',
  'device.failed.microphone':
    'Das gewählte Mikrofon ist nicht angesprungen. Jetzt in Gebrauch: {label}.',
  'device.failed.camera':
    'Die gewählte Kamera ist nicht angesprungen. Jetzt in Gebrauch: {label}.',
};
