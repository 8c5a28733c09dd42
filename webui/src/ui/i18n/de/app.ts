// SPDX-License-Identifier: MIT
// The German sentences of what is the same on every page.
import type { Section } from '../catalogue';
import type { app as english } from '../en/app';

export const app: Section<typeof english> = {
  'app.join': 'Beitreten',
  'app.signIn': 'Anmelden',
  'app.signOut': 'Abmelden',
  'app.home': 'Startseite',
  'app.theme': 'Farben',
  'app.theme.auto': 'wie das Gerät',
  'app.theme.light': 'hell',
  'app.theme.dark': 'dunkel',
  'app.close': 'Schließen',
  'app.cancel': 'Abbrechen',
  'app.retry': 'Noch einmal versuchen',
  'app.back': 'Zurück',
  'app.understood': 'OK',
  'app.copied': 'Kopiert',
  'app.loading': 'Einen Moment …',
  'app.missing.title': 'Diese Seite gibt es nicht',
  'app.missing.text':
    'Vielleicht steckt in der Adresse ein Tippfehler. Von der Startseite geht es überallhin.',
  'app.missing.action': 'Zur Startseite',
  'app.skip': 'Zum Inhalt',
  'app.test': 'Verbindung testen',
  'app.account': 'Dein Konto',
  'app.admin': 'Verwaltung',
  'app.menu': 'Menü',
  'app.today': 'Heute',
  'app.recordings': 'Aufnahmen',
  'app.meetings': 'Treffen',
  'app.ways': 'Seiten',
  'app.language': 'Sprache',
  'app.save': 'Speichern',
  'app.undo': 'Rückgängig',
  'app.saved': 'Gespeichert',
  'app.comma': ', ',
  'app.showPassword': 'Passwort zeigen',
};
