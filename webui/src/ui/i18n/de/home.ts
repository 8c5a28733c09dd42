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
  'problem.title': 'Dieses Treffen lässt sich nicht öffnen',
};
