// SPDX-License-Identifier: MIT
// The French sentences of the own account.
import type { Section } from '../catalogue';
import type { settings as english } from '../en/settings';

export const settings: Section<typeof english, 'many'> = {
  'account.you': 'Vous',
  'account.unverified': 'non confirmée',
  'account.verify': 'Renvoyer l’e-mail',
  'account.verify.sent': 'Un e-mail est parti.',
  'account.pages': 'Langue de ces pages',
  'account.mails': 'Langue des e-mails',
  'account.mails.site': 'Celle de l’école',
  'account.zone': 'Fuseau horaire dans les e-mails',
  'account.zone.site': 'Celui de l’école',
  'account.reminders': 'Me rappeler les réunions par e-mail',
  'account.password': 'Mot de passe',
  'account.password.text': 'Ensuite, vous ne resterez connecté qu’ici.',
  'account.password.old': 'Votre mot de passe actuel',
  'account.password.wrong':
    'Ce n’est pas votre mot de passe. Vérifiez les majuscules et réessayez.',
  'account.password.new': 'Nouveau mot de passe',
  'account.password.submit': 'Changer le mot de passe',
  'account.password.saved': 'Votre mot de passe est changé.',
  'account.sessions': 'Où vous êtes connecté',
  'account.sessions.unknown': 'Appareil inconnu',
  'account.sessions.here': 'Cet appareil',
  'account.sessions.used': 'dernière utilisation : {time}',
  'account.sessions.end': 'Déconnecter',
  'account.sessions.end.one': 'Déconnecter {device}',
  'account.sessions.others': 'Déconnecter partout ailleurs',
  'tokens.title': 'Jetons pour d’autres programmes',
  'tokens.text': 'Un programme qui a un jeton agit en votre nom, dans les limites que vous fixez.',
  'tokens.new': 'Créer un jeton',
  'tokens.name': 'À quoi sert-il',
  'tokens.name.missing': 'Donnez-lui un nom, pour le reconnaître.',
  'tokens.may': 'Il peut',
  'tokens.scope.meetings:read': 'voir les réunions',
  'tokens.scope.meetings:write': 'créer et modifier des réunions',
  'tokens.scope.recordings:read': 'voir les enregistrements',
  'tokens.scope.admin': 'administrer le site',
  'tokens.until': 'Valable',
  'tokens.days.one': '{count} jour',
  'tokens.days.many': '{count} jours',
  'tokens.days.other': '{count} jours',
  'tokens.submit': 'Créer',
  'tokens.made': 'Copiez le jeton maintenant. Il ne sera plus affiché.',
  'tokens.copy': 'Copier le jeton',
  'tokens.expires': 'jusqu’au {day}',
  'tokens.used': 'utilisé le {day}',
  'tokens.unused': 'jamais utilisé',
  'tokens.remove': 'Supprimer',
  'tokens.remove.one': 'Supprimer {name}',
  'google.title': 'Google Agenda',
  'google.text':
    'Les réunions que vous animez apparaissent dans votre Google Agenda et suivent leurs ' +
    'changements. Nous ne voyons et ne modifions que des événements.',
  'google.connected': 'Connecté depuis le {day}.',
  'google.connected.as': 'Connecté avec {name} depuis le {day}.',
  'google.connect': 'Connecter',
  'google.again': 'Reconnecter',
  'google.disconnect': 'Déconnecter',
  'google.trouble.delayed':
    'Google n’accepte pas nos modifications pour le moment. Nous réessayons de nous-mêmes.',
  'google.trouble.refused':
    'Google n’accepte pas ce site pour le moment. Les personnes qui le gèrent doivent s’en ' +
    'occuper.',
  'google.trouble.revoked':
    'Votre accord chez Google a pris fin. Vos réunions n’y sont plus inscrites.',
  'google.trouble.no-rights':
    'Google ne nous laisse pas écrire dans votre agenda. Reconnectez-le et cochez la case de ' +
    'l’agenda.',
  'google.arrival.declined':
    'Vous n’avez pas donné votre accord chez Google, rien n’est donc connecté.',
  'google.arrival.unticked':
    'La page de Google a une case pour l’agenda. Sans elle, nous ne pouvons rien y écrire. ' +
    'Réessayez.',
  'google.arrival.refused':
    'Google n’accepte pas ce site. Les personnes qui le gèrent doivent s’en occuper.',
  'google.arrival.failed': 'Cela n’a pas fonctionné. Veuillez réessayer.',
  'data.title': 'Vos données',
  'data.text':
    'Tout ce qui est enregistré à votre sujet, dans un fichier. Ou la fin de votre compte.',
  'data.export': 'Enregistrer mes données',
  'data.erase': 'Supprimer mon compte',
  'data.erase.title': 'Supprimer votre compte ?',
  'data.erase.text':
    'Vos réunions sont annulées et tout ce qui vous concerne est effacé. Rien ne pourra être ' +
    'récupéré.',
  'data.erase.confirm': 'Supprimer définitivement',
};
