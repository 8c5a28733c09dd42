// SPDX-License-Identifier: MIT
// The French sentences of the settings of the site and its first steps.
import type { Section } from '../catalogue';
import type { branding as english } from '../en/branding';

export const branding: Section<typeof english> = {
  'admin.settings': 'Réglages',
  'admin.settings.save': 'Enregistrer',
  'admin.settings.saved': 'Enregistré. C’est valable dès maintenant.',
  'admin.settings.fixed':
    'La configuration du serveur fixe cette valeur ; c’est là qu’on la change.',
  'admin.settings.wrong': 'L’un des nombres n’est pas valable. Veuillez les vérifier.',
  'admin.look': 'Nom et apparence',
  'admin.look.about':
    'Les pages, les e-mails et l’application installée les affichent. La nuit, la couleur ' +
    'est éclaircie d’elle-même si vous n’en choisissez pas.',
  'admin.general': 'Personnes',
  'admin.recordings': 'Enregistrements',
  'admin.recordings.on': 'sont conservés ici',
  'admin.recordings.off': 'ne sont pas conservés',
  'admin.recordings.about':
    'Une heure de film pèse environ 0,5 à 1 Go. Un nouveau nombre de jours vaut pour les ' +
    'nouveaux enregistrements.',
  'admin.setting.site.name': 'Nom du site',
  'admin.setting.site.contact': 'E-mail de la personne qui aide',
  'admin.setting.site.language': 'Langue, si rien d’autre n’est connu',
  'admin.setting.auth.registration': 'Qui peut créer un compte',
  'admin.setting.recordings.enabled': 'Enregistrements',
  'admin.setting.recordings.largest': 'Plus grand enregistrement, en Go',
  'admin.setting.recordings.quota_per_person': 'Tous ceux d’une personne, en Go',
  'admin.setting.recordings.quota': 'Tous ceux du site, en Go',
  'admin.setting.recordings.retention': 'Jours de conservation',
  'admin.setting.branding.color': 'Couleur de jour',
  'admin.setting.branding.night_color': 'Couleur de nuit',
  'admin.language.none': 'Celle du navigateur, sinon l’anglais',
  'admin.language.about':
    'Elle vaut quand le navigateur ne demande aucune de nos langues, et dans les e-mails ' +
    'à ceux qui n’en ont pas choisi.',
  'admin.registration.open': 'tout le monde',
  'admin.registration.invited': 'qui a un lien d’un administrateur',
  'admin.registration.closed': 'personne',
  'admin.logo': 'Logo',
  'admin.logo.now': 'Le logo actuel',
  'admin.logo.choose': 'Choisir une image',
  'admin.logo.other': 'En choisir une autre',
  'admin.logo.remove': 'Retirer',
  'admin.logo.hint': 'Un fichier PNG, JPEG ou WebP ; il est réduit ici.',
  'admin.logo.wrong':
    'Cette image ne convient pas comme logo. Choisissez un fichier PNG, JPEG ou WebP.',
  'admin.color.wrong': 'Une couleur s’écrit #rrvvbb.',
  'admin.color.hint': 'Vide : la couleur habituelle',
  'admin.color.readable': 'Lisible (contraste de {ratio} pour 1)',
  'admin.color.unreadable': 'Illisible : le contraste est de {ratio} pour 1, il faut 4,5.',
  'admin.color.unsaved':
    'L’une des couleurs est illisible. Prenez la plus proche qui soit lisible, ou une ' +
    'autre.',
  'admin.color.nearest': 'Prendre {color}',
  'admin.color.pick': '{label} : choisir',
  'first.title': 'Premiers pas',
  'first.about':
    'Ce dont un nouveau site a besoin. Chaque étape se vérifie elle-même ; passez celles ' +
    'qui sont inutiles.',
  'first.verdict.good': 'fait',
  'first.verdict.bad': 'à vérifier',
  'first.verdict.open': 'à faire',
  'first.skipped': 'passée',
  'first.skip': 'Passer',
  'first.skip.one': 'Passer « {title} »',
  'first.name': 'Nom',
  'first.address': 'Adresse',
  'first.address.open':
    'Vous êtes sur {here}. Les liens des e-mails ont besoin d’une adresse stable : ' +
    'indiquez-la dans la configuration (public_url).',
  'first.address.good': 'Les liens commencent par {there}, où vous êtes.',
  'first.address.bad':
    'Les liens commencent par {there}, mais vous êtes sur {here}. L’une des deux n’est ' +
    'pas celle que l’on utilise.',
  'first.certificate.good': 'Votre navigateur fait confiance à cette connexion.',
  'first.certificate.none':
    'Cette page est arrivée sans chiffrement : les navigateurs lui refusent la caméra et ' +
    'le micro. Installez un certificat.',
  'first.mail.none':
    'Aucun serveur de messagerie n’est configuré : invitations et rappels ne partent pas. ' +
    'La section [mail] de la configuration en indique un.',
  'first.mail.about': 'Un e-mail de test est envoyé à votre adresse.',
  'first.mail.test': 'Envoyer un e-mail de test',
  'first.mail.sent': 'Le serveur a accepté l’e-mail pour {to}. Vérifiez qu’il arrive.',
  'first.mail.waits': 'L’e-mail attend encore. La page Courrier en dira bientôt plus.',
  'first.call': 'Appel de test',
  'first.call.about':
    'Le test de connexion vérifie la caméra, le micro et chaque chemin à travers les ' +
    'pare-feu.',
  'first.call.go': 'Aller au test de connexion',
  'first.done': 'J’ai terminé',
};
