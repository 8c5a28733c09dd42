// SPDX-License-Identifier: MIT
// The French sentences of what went wrong.
import type { Section } from '../catalogue';
import type { errors as english } from '../en/errors';

export const errors: Section<typeof english> = {
  'error.network': 'Le serveur est injoignable. Vérifiez votre connexion Internet, puis réessayez.',
  'error.bad-answer':
    'Le serveur a répondu d’une façon que cette page ne comprend pas. Rechargez la page.',
  'error.page-outdated': 'Le serveur a une version plus récente de cette page. Rechargez la page.',
  'error.internal': 'Une erreur s’est produite sur le serveur. Réessayez dans un instant.',
  'error.overloaded': 'Le serveur est très occupé. Réessayez dans un instant.',
  'error.rate-limited': 'Trop d’essais. Attendez {seconds} s, puis réessayez.',
  'error.rate-limited.soon': 'Trop d’essais. Attendez une minute, puis réessayez.',
  'error.invalid-credentials': 'E-mail ou mot de passe incorrect. Vérifiez les deux et réessayez.',
  'error.email-taken': 'Un compte existe déjà avec cet e-mail. Connectez-vous plutôt.',
  'error.registration-closed':
    'Pour créer un compte, il faut une invitation de votre administration.',
  'error.invitation-invalid':
    'Cette invitation a déjà servi ou a expiré. Demandez-en une nouvelle.',
  'error.not-found':
    'Aucune réunion n’a ce code. Vérifiez les fautes de frappe ou demandez à la personne qui ' +
    'vous a invité.',
  'error.ended': 'Cette réunion est terminée.',
  'error.full': 'La salle est pleine. Réessayez quand quelqu’un sera parti.',
  'error.locked': 'L’hôte a verrouillé cette réunion : plus personne n’entre.',
  'error.removed': 'Un hôte vous a fait sortir de la salle. Vous pouvez redemander à entrer.',
  'error.banned': 'L’hôte ne vous admet pas dans cette réunion.',
  'error.not-invited': 'Seules les personnes invitées entrent dans cette réunion.',
  'error.denied': 'L’hôte a refusé votre demande. Vous pourrez redemander dans quelques minutes.',
  'error.too-many': 'Trop de personnes attendent d’entrer. Réessayez plus tard.',
  'error.pending': 'La demande est chez l’hôte. Réessayez dès que vous êtes admis.',
  'error.not-started': 'Ce n’est pas encore l’heure. La salle ouvre 15 minutes avant le début.',
  'error.password-required':
    'Cette réunion a un mot de passe. Il est dans votre invitation ; sinon, demandez à l’hôte.',
  'error.password-wrong': 'Ce n’est pas le bon mot de passe. Vérifiez les majuscules et réessayez.',
  'error.password-simple':
    'Ce mot de passe est un motif trop simple. Choisissez-en un autre, par exemple quelques mots ' +
    'sans rapport.',
  'error.password-common':
    'Beaucoup de gens utilisent ce mot de passe. Choisissez-en un autre, par exemple quelques ' +
    'mots sans rapport.',
  'error.password-personal':
    'Ce mot de passe est votre nom, votre e-mail ou le nom de ce site. Choisissez-en un autre.',
  'error.forbidden': 'Seul l’hôte peut faire cela.',
  'error.not-signed-in': 'Veuillez d’abord vous connecter.',
  'error.session-ended': 'Votre session est terminée. Veuillez vous reconnecter.',
  'error.token-expired': 'Vous avez été déconnecté. Veuillez vous reconnecter.',
  'error.token-invalid': 'Vous avez été déconnecté. Veuillez vous reconnecter.',
  'error.refresh-invalid': 'Vous avez été déconnecté. Veuillez vous reconnecter.',
  'error.origin':
    'Cette page a été ouverte à une adresse que le serveur n’accepte pas. Utilisez le lien de ' +
    'votre invitation.',
  'error.bad-field': 'Une partie du formulaire n’est pas acceptée. Vérifiez votre saisie.',
  'error.bad-field.name':
    'Ce nom n’est pas accepté. Utilisez des lettres visibles, 80 caractères au plus.',
  'error.bad-field.title':
    'Ce titre n’est pas accepté. Utilisez des lettres visibles, 120 caractères au plus.',
  'error.bad-field.email': 'Ce n’est pas une adresse e-mail. Vérifiez les fautes de frappe.',
  'error.bad-field.password': 'Ce mot de passe n’est pas accepté. Choisissez-en un autre.',
  'error.unknown': 'Cela n’a pas marché. Réessayez.',
};
