// SPDX-License-Identifier: MIT
// The French sentences of new accounts and forgotten passwords.
import type { Section } from '../catalogue';
import type { account as english } from '../en/account';

export const account: Section<typeof english> = {
  'forgot.title': 'Mot de passe oublié ?',
  'forgot.text': 'Indiquez votre adresse : nous vous enverrons un lien pour en choisir un autre.',
  'forgot.submit': 'Envoyer le lien',
  'forgot.back': 'Retour à la connexion',
  'forgot.sent.title': 'Consultez votre messagerie',
  'forgot.sent.text':
    'Si {email} a un compte ici, un lien vient de partir. Il est valable une heure. Rien reçu ? ' +
    'Regardez dans les courriers indésirables ou demandez à votre école.',
  'reset.title': 'Choisir un nouveau mot de passe',
  'reset.text': 'Vous serez déconnecté partout et vous vous reconnecterez avec le nouveau.',
  'reset.password': 'Nouveau mot de passe',
  'reset.submit': 'Enregistrer le mot de passe',
  'reset.done.title': 'Votre mot de passe est changé',
  'reset.done.text': 'Vous pouvez maintenant vous connecter avec.',
  'reset.dead.title': 'Ce lien n’est plus valable',
  'reset.dead.text':
    'Il sert une seule fois, pendant une heure, et seul le plus récent fonctionne.',
  'reset.dead.action': 'Recevoir un nouveau lien',
  'verify.title': 'Est-ce bien votre adresse ?',
  'verify.text': 'Confirmez-la pour recevoir les e-mails au sujet de vos réunions.',
  'verify.submit': 'Oui, je confirme',
  'verify.done.title': 'Votre adresse est confirmée',
  'verify.done.text': 'Merci. Vous n’avez rien d’autre à faire.',
  'verify.dead.title': 'Ce lien n’est plus valable',
  'verify.dead.text':
    'Votre adresse est peut-être déjà confirmée. Sinon, demandez un nouvel e-mail.',
  'register.title': 'Créer votre compte',
  'register.invited': 'Vous êtes invité. Choisissez comment vous vous connecterez désormais.',
  'register.name': 'Votre nom',
  'register.name.hint': 'Tous les participants le voient.',
  'register.email': 'E-mail',
  'register.password': 'Mot de passe',
  'register.password.hint': 'Au moins 8 caractères.',
  'register.submit': 'Créer le compte',
  'register.haveAccount': 'Vous avez déjà un compte ?',
  'register.closed.title': 'C’est votre école qui crée les comptes',
  'register.closed.text':
    'Demandez un lien d’invitation à l’administration. Pour rejoindre une réunion, aucun compte ' +
    'n’est nécessaire.',
};
