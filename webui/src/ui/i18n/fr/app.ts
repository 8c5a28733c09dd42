// SPDX-License-Identifier: MIT
// The French sentences of what is the same on every page.
import type { Section } from '../catalogue';
import type { app as english } from '../en/app';

export const app: Section<typeof english> = {
  'app.join': 'Rejoindre',
  'app.signIn': 'Se connecter',
  'app.signOut': 'Se déconnecter',
  'app.home': 'Accueil',
  'app.theme': 'Couleurs',
  'app.theme.auto': 'comme l’appareil',
  'app.theme.light': 'clair',
  'app.theme.dark': 'sombre',
  'app.close': 'Fermer',
  'app.cancel': 'Annuler',
  'app.retry': 'Réessayer',
  'app.back': 'Retour',
  'app.understood': 'OK',
  'app.copied': 'Copié',
  'app.loading': 'Un instant…',
  'app.missing.title': 'Cette page n’existe pas',
  'app.missing.text':
    'L’adresse contient peut-être une faute de frappe. Tout est accessible depuis la page ' +
    'd’accueil.',
  'app.missing.action': 'Aller à l’accueil',
  'app.skip': 'Aller au contenu',
  'app.account': 'Votre compte',
  'app.admin': 'Administration',
  'app.menu': 'Menu',
  'app.today': 'Aujourd’hui',
  'app.meetings': 'Réunions',
  'app.ways': 'Pages',
  'app.language': 'Langue',
  'app.save': 'Enregistrer',
  'app.undo': 'Annuler',
  'app.saved': 'Enregistré',
  'app.comma': ', ',
  'app.showPassword': 'Afficher le mot de passe',
  'app.test': 'Tester votre connexion',
  'app.recordings': 'Enregistrements',
};
