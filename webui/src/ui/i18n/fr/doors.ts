// SPDX-License-Identifier: MIT
// The French sentences of signing in, and of invitations.
import type { Section } from '../catalogue';
import type { doors as english } from '../en/doors';

export const doors: Section<typeof english> = {
  'signin.title': 'Connexion',
  'signin.email': 'E-mail',
  'signin.password': 'Mot de passe',
  'signin.submit': 'Se connecter',
  'signin.forgot': 'Mot de passe oublié ?',
  'invited.title': 'Vous êtes invité. Viendrez-vous ?',
  'invited.accept': 'Oui',
  'invited.tentative': 'Peut-être',
  'invited.decline': 'Non',
  'invited.told': 'L’hôte connaît votre réponse.',
  'signin.provider': 'Se connecter avec {title}',
  'signin.failed': 'La connexion par ce service a échoué. Veuillez réessayer.',
  'signin.noAccount': 'Pas encore de compte ?',
  'signin.register': 'En créer un',
  'signin.joinOnly':
    'Vous voulez seulement rejoindre une réunion ? Aucun compte n’est nécessaire :',
  'signin.joinOnly.action': 'rejoindre avec un code',
  'created.text': 'Envoyez ceci aux personnes que vous voulez voir.',
  'created.copyInvitation': 'Copier l’invitation',
  'created.copyLink': 'Copier le lien',
  'created.password': 'Mot de passe',
  'invitation.text': '{host} vous invite à « {title} ».',
  'invitation.time': 'Quand : {time}',
  'invitation.join': 'Rejoindre : {link}',
  'invitation.code': 'Ou saisissez ce code sur la page d’accueil : {code}',
  'invitation.password': 'Mot de passe : {password}',
  'invitation.password.apart': 'Il y a un mot de passe. Je vous le donnerai.',
  'answer.pending': 'pas encore de réponse',
  'answer.accepted': 'vient',
  'answer.declined': 'ne vient pas',
  'answer.tentative': 'peut-être',
  'answer.revoked': 'retirée',
  'answer.of_date': 'Pour cette date seulement',
  'signin.missing': 'Saisissez votre e-mail et votre mot de passe.',
  'signin.invited': 'Nouveau ici ? Votre école envoie les invitations pour s’inscrire.',
};
