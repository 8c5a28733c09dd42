// SPDX-License-Identifier: MIT
// The French sentences of the connection test.
import type { Section } from '../catalogue';
import type { testing as english } from '../en/testing';

export const testing: Section<typeof english> = {
  'testing.title': 'Test de connexion',
  'testing.text':
    'Vérifiez si ce navigateur, votre micro, votre caméra et votre réseau sont prêts pour un ' +
    'cours. Cela prend une demi-minute. Votre navigateur demande l’accès au micro et à la ' +
    'caméra ; rien n’est enregistré et personne ne vous entend.',
  'testing.code': 'Code de votre cours',
  'testing.code.hint':
    'Avec le code, ou une fois connecté, le test essaie aussi le serveur qui transmet le son et ' +
    'l’image.',
  'testing.start': 'Démarrer le test',
  'testing.again': 'Refaire le test',
  'testing.results': 'Résultats du test',
  'testing.running': 'Test en cours…',
  'testing.waiting': 'Pas encore testé',
  'testing.verdict.good': 'Bien :',
  'testing.verdict.poor': 'Moyen :',
  'testing.verdict.bad': 'Problème :',
  'testing.verdict.unknown': 'Inconnu :',
  'testing.check.browser': 'Navigateur',
  'testing.check.microphone': 'Micro',
  'testing.check.camera': 'Caméra',
  'testing.check.api': 'Serveur',
  'testing.check.socket': 'Connexion en direct',
  'testing.check.udp': 'Relais par UDP',
  'testing.check.tcp': 'Relais par TCP',
  'testing.check.tls': 'Relais par TLS',
  'testing.check.ipv6': 'IPv6',
  'testing.check.speech': 'Voix',
  'testing.check.throughput': 'Place pour les images',
  'testing.found.browser.able': 'Il peut passer des appels.',
  'testing.found.browser.insecure': 'Cette page a été ouverte sans chiffrement.',
  'testing.advice.browser.insecure':
    'Ouvrez l’adresse qui commence par https:// – sans elle, aucun navigateur ne donne accès au ' +
    'micro.',
  'testing.found.browser.too-old': 'Il ne peut pas passer d’appels.',
  'testing.advice.browser.too-old':
    'Utilisez une version actuelle de Firefox, Chrome, Edge ou Safari, hors d’une autre ' +
    'application.',
  'testing.found.device.there': 'Fonctionne : {name}',
  'testing.found.device.missing': 'Aucun appareil trouvé.',
  'testing.advice.microphone.missing': 'Sans micro, vous pouvez écouter et écrire.',
  'testing.advice.camera.missing': 'Vous pouvez participer sans caméra.',
  'testing.found.device.denied': 'Le navigateur ne laisse pas cette page l’utiliser.',
  'testing.advice.device.denied':
    'Cliquez sur le symbole à côté de l’adresse, autorisez l’accès, puis refaites le test.',
  'testing.found.device.system': 'L’ordinateur ne laisse pas le navigateur l’utiliser.',
  'testing.advice.device.system':
    'Autorisez-le dans les réglages de confidentialité de l’ordinateur.',
  'testing.found.device.busy': 'Un autre programme l’utilise.',
  'testing.advice.device.busy': 'Fermez les autres programmes d’appel, puis refaites le test.',
  'testing.found.device.insecure': 'Impossible sans page chiffrée.',
  'testing.found.device.unknown': 'Ne démarre pas.',
  'testing.advice.device.unknown': 'Débranchez-le puis rebranchez-le, ou redémarrez le navigateur.',
  'testing.found.any.answers': 'Réponse après {ms} ms.',
  'testing.found.any.unreached': 'Injoignable.',
  'testing.advice.api.unreached': 'Vérifiez que vous êtes en ligne.',
  'testing.advice.socket.unreached':
    'Le réseau, ou un programme qui le protège, bloque les WebSockets. Demandez à la personne ' +
    'qui s’en occupe de les autoriser pour ce site.',
  'testing.found.socket.silent': 'Elle s’ouvre, puis ne dit rien.',
  'testing.advice.socket.silent':
    'Un proxy ou un antivirus ouvre les connexions chiffrées et retient leur contenu. Demandez ' +
    'une exception pour ce site.',
  'testing.found.relay.reached': 'Joint après {ms} ms.',
  'testing.found.relay.unreached': 'Injoignable depuis ce réseau.',
  'testing.found.relay.refused': 'Joint, mais il refuse (erreur {code}).',
  'testing.advice.relay.refused': 'Prévenez la personne qui s’occupe de ce site.',
  'testing.found.relay.not-offered': 'Ce site ne le propose pas.',
  'testing.found.any.left-out': 'Non testé sans cours ni compte.',
  'testing.found.any.no-credentials': 'Le serveur n’a pas donné d’accès au relais ({code}).',
  'testing.found.ipv6.present': 'Cet ordinateur a une adresse.',
  'testing.found.ipv6.absent': 'Aucune adresse vue ; ce n’est pas nécessaire.',
  'testing.found.ipv6.hidden': 'Le navigateur ne le dit pas.',
  'testing.found.speech.clear': '{loss} % de perte, {delay} ms en chemin.',
  'testing.found.speech.rough': '{loss} % de perte, {delay} ms en chemin, {jitter} ms d’écart.',
  'testing.advice.speech.rough':
    'Rapprochez-vous du Wi-Fi, utilisez un câble ou arrêtez les téléchargements à la maison.',
  'testing.found.speech.broken': '{loss} % de perte, {delay} ms en chemin.',
  'testing.advice.speech.broken': 'Les autres vous comprendront à peine. Essayez un autre réseau.',
  'testing.found.speech.silent': 'Rien ne passe.',
  'testing.found.throughput.wide': '{rate} Mbit/s aller-retour.',
  'testing.found.throughput.small': '{rate} Mbit/s aller-retour : les images seront petites.',
  'testing.found.throughput.narrow': '{rate} Mbit/s aller-retour : assez pour la voix seule.',
  'testing.advice.throughput.narrow': 'Coupez votre caméra ou essayez un autre réseau.',
  'testing.found.throughput.none': 'Rien ne passe.',
  'testing.summary.good': 'Vous êtes prêt',
  'testing.summary.good.text': 'Tout ce qu’il faut pour un cours fonctionne d’ici.',
  'testing.summary.relayed-slowly': 'Cela fonctionne, avec un petit défaut',
  'testing.summary.relayed-slowly.text':
    'Ce réseau ne laisse pas passer UDP. Les appels passent par un autre chemin et peuvent ' +
    'saccader de temps en temps.',
  'testing.summary.rough': 'Cela fonctionne, mais le réseau se fera sentir',
  'testing.summary.rough.text':
    'Dans un cours, le son passe d’abord ; les images peuvent être petites ou se figer.',
  'testing.summary.no-relay': 'Un appel peut échouer depuis ce réseau',
  'testing.summary.no-relay.text':
    'Le serveur qui transmet le son et l’image n’a été joint d’aucune façon. Essayez un autre ' +
    'réseau ou donnez le rapport ci-dessous à la personne qui s’occupe de celui-ci.',
  'testing.summary.no-server': 'Un cours ne fonctionne pas encore d’ici',
  'testing.summary.no-server.text': 'Voyez ci-dessous la ligne du problème et ce qu’il faut faire.',
  'testing.summary.unfinished': 'Jusqu’ici, tout va bien',
  'testing.summary.unfinished.text':
    'Saisissez le code de votre cours ou connectez-vous pour tester aussi le chemin du son et de ' +
    'l’image.',
  'testing.report.title': 'Rapport',
  'testing.report.text':
    'Pour la personne qui vous aide. Il décrit ce navigateur et ce réseau, sans nom, sans ' +
    'adresse et sans mot de passe.',
  'testing.report.copy': 'Copier le rapport',
  'testing.report.mail': 'Envoyer par e-mail',
  'testing.mail.subject': 'Test de connexion',
};
