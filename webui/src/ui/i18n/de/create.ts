// SPDX-License-Identifier: MIT
// The German sentences of making a meeting and inviting to it.
import type { Section } from '../catalogue';
import type { create as english } from '../en/create';

export const create: Section<typeof english> = {
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
  'create.minutes': '{count} Minuten',
  'create.password': 'Passwort (wenn gewünscht)',
  'create.password.hint': 'Alle außer dir müssen es eintippen.',
  'create.more': 'Weitere Einstellungen',
  'create.max': 'Höchstens so viele gleichzeitig',
  'create.max.hint':
    'Jedes Bild geht direkt an alle. Mehr als 12 verlangen Handys und langsamen Leitungen viel ab.',
  'create.submit': 'Treffen anlegen',
  'created.title': 'Bereit: {title}',
  'created.text': 'Schicke das den Leuten, die du sehen willst.',
  'created.link': 'Link',
  'created.code': 'Code',
  'created.code.hint':
    'Am Telefon leicht zu sagen. Er gehört auf der Startseite unter „Beitreten“.',
  'created.copyInvitation': 'Einladung kopieren',
  'created.copyLink': 'Link kopieren',
  'created.share': 'Teilen …',
  'created.start': 'Treffen starten',
  'created.open': 'Raum öffnen',
  'created.password': 'Passwort',
  'invitation.text': '{host} lädt dich zu „{title}“ ein.',
  'invitation.time': 'Wann: {time}',
  'invitation.join': 'Beitreten: {link}',
  'invitation.code': 'Oder tippe auf der Startseite diesen Code: {code}',
  'invitation.password': 'Passwort: {password}',
};
