// SPDX-License-Identifier: MIT
// The French sentences of the home page.
import type { Section } from '../catalogue';
import type { home as english } from '../en/home';

export const home: Section<typeof english> = {
  'home.welcome': 'Vos cours, face à face',
  'home.intro': 'Image, voix et écran partagé, directement dans le navigateur. Rien à installer.',
  'home.join.title': 'Rejoindre avec un code ou un lien',
  'home.join.text': 'Vous avez une invitation ? Collez le lien ou saisissez le code.',
  'home.join.label': 'Code ou lien',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'Saisissez le code de votre invitation, par exemple kabo-rine-tuda.',
  'home.signin.title': 'Connexion',
  'home.signin.text': 'Les enseignants démarrent et planifient leurs cours ici.',
  'problem.title': 'Impossible d’ouvrir cette réunion',
};
