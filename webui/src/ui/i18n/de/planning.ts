// SPDX-License-Identifier: MIT
// The German sentences of making and changing a meeting.
import type { Section } from '../catalogue';
import type { planning as english } from '../en/planning';

export const planning: Section<typeof english> = {
  'create.title': 'Neues Treffen',
  'create.name': 'Titel',
  'create.name.placeholder': 'Algebra, Klasse 8',
  'create.when': 'Wann',
  'create.now': 'Jetzt',
  'create.later': 'Später',
  'create.start': 'Datum und Uhrzeit',
  'create.start.hint': 'Der Raum öffnet 15 Minuten vorher.',
  'create.zone': 'Zeitzone',
  'create.zone.unknown': 'Dein Browser nennt seine Zeitzone nicht. Bitte wähle sie.',
  'create.start.past': 'Wähle einen Zeitpunkt, der noch kommt.',
  'create.duration': 'Wie lange',
  'create.password': 'Passwort (wenn gewünscht)',
  'create.password.hint': 'Alle außer dir müssen es eintippen.',
  'create.more': 'Weitere Einstellungen',
  'create.max': 'Höchstens so viele gleichzeitig',
  'create.max.hint':
    'Jedes Bild geht direkt an alle. Mehr als 12 verlangen Handys und langsamen Leitungen viel ab.',
  'create.submit': 'Treffen anlegen',
  'created.title': 'Bereit: {title}',
  'created.link': 'Link',
  'created.code': 'Code',
  'created.code.hint':
    'Am Telefon leicht zu sagen. Er gehört auf der Startseite unter „Beitreten“.',
  'created.share': 'Teilen …',
  'created.start': 'Treffen starten',
  'created.open': 'Raum öffnen',
  'create.minutes.one': '{count} Minute',
  'create.minutes.other': '{count} Minuten',
  'create.name.missing': 'Gib einen Titel an, zum Beispiel „Algebra, Klasse 8“.',
};
