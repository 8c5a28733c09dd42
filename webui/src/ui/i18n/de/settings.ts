// SPDX-License-Identifier: MIT
// The German sentences of the own account.
import type { Section } from '../catalogue';
import type { settings as english } from '../en/settings';

export const settings: Section<typeof english> = {
  'account.you': 'Du',
  'account.unverified': 'nicht bestätigt',
  'account.verify': 'Mail noch einmal schicken',
  'account.verify.sent': 'Eine Mail ist unterwegs.',
  'account.pages': 'Sprache dieser Seiten',
  'account.mails': 'Sprache der Mails',
  'account.mails.site': 'Wie die Schule es hat',
  'account.zone': 'Zeitzone in Mails',
  'account.zone.site': 'Wie die Schule es hat',
  'account.reminders': 'Per Mail an Treffen erinnern',
  'account.password': 'Passwort',
  'account.password.text': 'Danach bist du nur noch hier angemeldet.',
  'account.password.old': 'Dein jetziges Passwort',
  'account.password.wrong': 'Das ist nicht dein Passwort. Achte auf Groß- und Kleinschreibung.',
  'account.password.new': 'Neues Passwort',
  'account.password.submit': 'Passwort ändern',
  'account.password.saved': 'Dein Passwort ist geändert.',
  'account.sessions': 'Wo du angemeldet bist',
  'account.sessions.unknown': 'Unbekanntes Gerät',
  'account.sessions.here': 'Dieses Gerät',
  'account.sessions.used': 'zuletzt benutzt {time}',
  'account.sessions.end': 'Abmelden',
  'account.sessions.end.one': 'Abmelden: {device}',
  'account.sessions.others': 'Überall sonst abmelden',
  'tokens.title': 'Schlüssel für andere Programme',
  'tokens.text': 'Ein Programm mit einem Schlüssel handelt in deinem Namen, soweit du es erlaubst.',
  'tokens.new': 'Schlüssel anlegen',
  'tokens.name': 'Wofür ist er',
  'tokens.name.missing': 'Gib ihm einen Namen, damit du ihn wiedererkennst.',
  'tokens.may': 'Er darf',
  'tokens.scope.meetings:read': 'Treffen sehen',
  'tokens.scope.meetings:write': 'Treffen anlegen und ändern',
  'tokens.scope.recordings:read': 'Aufnahmen sehen',
  'tokens.scope.admin': 'die Seite verwalten',
  'tokens.until': 'Gilt',
  'tokens.days.one': '{count} Tag',
  'tokens.days.other': '{count} Tage',
  'tokens.submit': 'Anlegen',
  'tokens.made': 'Kopiere den Schlüssel jetzt. Er wird nicht wieder gezeigt.',
  'tokens.copy': 'Schlüssel kopieren',
  'tokens.expires': 'bis {day}',
  'tokens.used': 'zuletzt benutzt am {day}',
  'tokens.unused': 'nie benutzt',
  'tokens.remove': 'Entfernen',
  'tokens.remove.one': 'Entfernen: {name}',
  'google.title': 'Google Kalender',
  'google.text':
    'Treffen, die du leitest, erscheinen in deinem Google Kalender und ändern sich dort mit. ' +
    'Wir sehen und ändern nur Termine.',
  'google.connected': 'Verbunden seit {day}.',
  'google.connected.as': 'Seit {day} mit {name} verbunden.',
  'google.connect': 'Verbinden',
  'google.again': 'Neu verbinden',
  'google.disconnect': 'Trennen',
  'google.trouble.delayed':
    'Google nimmt unsere Änderungen gerade nicht an. Wir versuchen es von selbst wieder.',
  'google.trouble.refused':
    'Google nimmt diese Website gerade nicht an. Wer sie betreibt, muss danach sehen.',
  'google.trouble.revoked':
    'Deine Zustimmung bei Google ist zu Ende. Deine Treffen werden dort nicht mehr eingetragen.',
  'google.trouble.no-rights':
    'Google lässt uns nicht in deinen Kalender schreiben. Verbinde ihn neu und setze das ' +
    'Häkchen beim Kalender.',
  'google.arrival.declined': 'Du hast bei Google nicht zugestimmt, also ist nichts verbunden.',
  'google.arrival.unticked':
    'Auf Googles Seite gibt es ein Häkchen für den Kalender. Ohne das Häkchen können wir ' +
    'dort nichts eintragen. Versuch es noch einmal.',
  'google.arrival.refused':
    'Google nimmt diese Website nicht an. Wer sie betreibt, muss danach sehen.',
  'google.arrival.failed': 'Das hat nicht geklappt. Bitte versuch es noch einmal.',
  'data.title': 'Deine Daten',
  'data.text': 'Alles, was über dich gespeichert ist, als Datei. Oder das Ende deines Kontos.',
  'data.export': 'Meine Daten speichern',
  'data.erase': 'Mein Konto löschen',
  'data.erase.title': 'Dein Konto löschen?',
  'data.erase.text':
    'Deine Treffen werden abgesagt, und alles über dich wird gelöscht. Niemand kann es ' +
    'zurückholen.',
  'data.erase.confirm': 'Endgültig löschen',
};
