// SPDX-License-Identifier: MIT
// The German sentences of the home page.
import type { Section } from '../catalogue';
import type { home as english } from '../en/home';

export const home: Section<typeof english> = {
  'home.welcome': 'Unterricht von Angesicht zu Angesicht',
  'home.intro': 'Bild, Ton und Bildschirm direkt im Browser. Nichts zu installieren.',
  'home.join.title': 'Mit Code oder Link beitreten',
  'home.join.text': 'Du hast eine Einladung? Füge den Link ein oder tippe den Code.',
  'home.join.label': 'Code oder Link',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'Tippe den Code aus deiner Einladung, zum Beispiel kabo-rine-tuda.',
  'home.signin.title': 'Anmelden',
  'home.signin.text': 'Lehrkräfte beginnen und planen hier ihre Treffen.',
  'home.hello': 'Hallo, {name}',
  'home.start': 'Jetzt starten',
  'home.create': 'Neues Treffen',
  'home.instantTitle': 'Treffen mit {name}',
  'home.meetings': 'Deine Treffen',
  'home.meetings.empty.title': 'Noch keine Treffen',
  'home.meetings.empty.text':
    'Starte jetzt eines, oder lege eines an und verschicke den Link vorab.',
  'home.meetings.more': 'Mehr zeigen',
  'home.meetings.ended': 'Beendet',
  'home.meetings.show': 'Welche Treffen',
  'home.meetings.open': 'Offen',
  'home.meetings.past': 'Vorbei',
  'home.meetings.past.empty': 'Hier stehen später die Treffen, die vorbei sind.',
  'home.present': '{count} im Raum',
  'home.host': 'mit {name}',
  'home.copyLink': 'Link von {title} kopieren',
  'home.openMeeting': '{title} beitreten',
};
