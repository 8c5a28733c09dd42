// SPDX-License-Identifier: MIT
// The French sentences of how the site does, for its administrators.
import type { Section } from '../catalogue';
import type { operations as english } from '../en/operations';

export const operations: Section<typeof english, 'many'> = {
  'admin.overview': 'Vue d’ensemble',
  'admin.meetings': 'Réunions',
  'admin.relay': 'Relais',
  'admin.nodes': 'Nœuds',
  'admin.webhooks': 'Webhooks',
  'admin.health': 'État du site',
  'admin.health.well': 'Tout fonctionne.',
  'admin.health.ill': 'Quelque chose demande votre attention. La marche à suivre est indiquée.',
  'admin.state.ok': 'fonctionne',
  'admin.state.off': 'non utilisé',
  'admin.state.attention': 'à vérifier',
  'admin.state.failing': 'ne fonctionne pas',
  'admin.part.store': 'Base de données',
  'admin.part.relay': 'Relais des appels',
  'admin.part.signaling': 'Salles',
  'admin.part.workers': 'Réponses aux requêtes',
  'admin.part.addresses': 'Adresses réseau',
  'admin.part.certificate': 'Certificat',
  'admin.part.redis': 'Redis, pour plusieurs nœuds',
  'admin.part.disk': 'Disque',
  'admin.part.recordings': 'Disque des enregistrements',
  'admin.part.mail': 'E-mails',
  'admin.part.webhooks': 'Webhooks',
  'admin.advice.other': 'Consultez le journal du serveur.',
  'admin.advice.store.failing':
    'La base de données ne répond pas. Vérifiez que son disque n’est pas plein et que son ' +
    'serveur fonctionne.',
  'admin.advice.store.busy':
    'La base de données répond lentement. Un disque lent ou une sauvegarde en cours ' +
    'peuvent en être la cause.',
  'admin.advice.relay.stalled':
    'Une partie du relais est bloquée. Redémarrez le serveur ; les appels en cours ' +
    'continuent.',
  'admin.advice.relay.draining':
    'Le relais n’accepte plus d’appels : l’exploitant vide cette machine.',
  'admin.advice.signaling.stalled':
    'Les salles sont bloquées. Redémarrez le serveur ; chacun revient de lui-même.',
  'admin.advice.workers.busy':
    'Le serveur est surchargé. Si cela dure, donnez à la machine plus de cœurs ou un ' +
    'disque plus rapide.',
  'admin.advice.addresses.none':
    'Cette machine n’a aucune des adresses du relais : les appels à travers les pare-feu ' +
    'échouent. Vérifiez le réseau ou les adresses de la configuration.',
  'admin.advice.addresses.missing':
    'Il manque à cette machine une adresse de la configuration. Vérifiez son réseau.',
  'admin.advice.addresses.external':
    'Le serveur n’a pas trouvé son adresse publique. Indiquez-la dans la configuration.',
  'admin.advice.certificate.expired':
    'Le certificat a expiré : les navigateurs refusent ce site. Renouvelez-le et ' +
    'rechargez le serveur.',
  'admin.advice.certificate.self-signed':
    'Le serveur a créé son certificat lui-même, et les navigateurs avertissent tout le ' +
    'monde. Obtenez-en un qu’ils reconnaissent, par exemple auprès d’une autorité ' +
    'gratuite.',
  'admin.advice.certificate.expires-soon':
    'Le certificat expire dans moins de deux semaines. Vérifiez que son renouvellement ' +
    'fonctionne.',
  'admin.advice.redis.unreachable':
    'Ce nœud n’entend pas les autres. Vérifiez que Redis fonctionne et qu’il est ' +
    'joignable.',
  'admin.advice.disk.unreadable':
    'Le dossier du serveur est illisible. Vérifiez que son disque est présent.',
  'admin.advice.disk.full':
    'Le disque est plein : rien ne peut être enregistré. Libérez de la place sans ' +
    'attendre.',
  'admin.advice.disk.short':
    'Le disque est presque plein. Libérez de la place ou agrandissez-le.',
  'admin.advice.recordings.unreadable':
    'Le dossier des enregistrements est illisible. Vérifiez que son disque est présent.',
  'admin.advice.recordings.full':
    'Le disque des enregistrements est plein : aucun nouveau ne commence. Supprimez-en ' +
    'd’anciens.',
  'admin.advice.recordings.short':
    'Le disque des enregistrements est presque plein. Supprimez-en d’anciens ou ' +
    'agrandissez-le.',
  'admin.advice.mail.dead-letters':
    'Certains e-mails ont été abandonnés. La page Courrier dit pourquoi et permet de ' +
    'réessayer.',
  'admin.advice.webhooks.disabled':
    'Un webhook a été désactivé, faute de destinataire. Réparez ce dernier, puis ' +
    'réactivez-le.',
  'admin.advice.webhooks.failing':
    'Un webhook échoue en ce moment. Il sera réessayé ; vérifiez son destinataire.',
  'admin.fact.people': 'Personnes en salle',
  'admin.fact.rooms': 'Réunions en cours',
  'admin.fact.allocations': 'Sessions du relais',
  'admin.fact.version': 'Version',
  'admin.fact.uptime': 'En marche depuis',
  'admin.certificate.until': 'Le certificat est valable pour {names} et expire le {time}.',
  'admin.storage': 'Espace disque',
  'admin.storage.disk': 'Disque du serveur',
  'admin.storage.recordings': 'Enregistrements de tous',
  'admin.storage.of': '{used} sur {total}',
  'admin.charts': 'Les dernières 24 heures',
  'admin.charts.about':
    'Les courbes concernent ce nœud. Elles sont gardées en mémoire et repartent de zéro ' +
    'au redémarrage.',
  'admin.charts.none': 'La première minute est en cours de mesure. Revenez dans un instant.',
  'admin.chart.people': 'Personnes en salle',
  'admin.chart.meetings': 'Réunions en cours',
  'admin.chart.allocations': 'Sessions du relais',
  'admin.chart.relay_bytes_per_second': 'Trafic du relais',
  'admin.chart.requests_per_second': 'Requêtes par seconde',
  'admin.chart.errors_per_minute': 'Erreurs par minute',
  'admin.chart.said': 'actuellement {now}, maximum {most}',
  'admin.chart.picture': '{title} : actuellement {now}, maximum {most} en 24 heures',
  'admin.chart.rate': '{bytes}/s',
  'admin.chart.table': 'Sous forme de tableau',
  'admin.chart.hour': 'Heure',
  'admin.chart.mean': 'Moyenne',
  'admin.chart.most': 'Maximum',
  'admin.meetings.which': 'Quelles réunions',
  'admin.meetings.live': 'En cours',
  'admin.meetings.upcoming': 'À venir',
  'admin.meetings.past': 'Passées',
  'admin.meetings.all': 'Toutes',
  'admin.meetings.search': 'Chercher un titre, un code ou un hôte',
  'admin.meetings.unfound': 'Aucune réunion ne correspond',
  'admin.meetings.none.live': 'Personne n’est en réunion en ce moment',
  'admin.meetings.none.upcoming': 'Rien n’est prévu',
  'admin.meetings.none.past': 'Aucune réunion n’est encore terminée',
  'admin.meetings.none.all': 'Il n’y a pas encore de réunion',
  'admin.meetings.host': 'Hôte : {name}',
  'admin.meetings.present.one': '{count} personne présente',
  'admin.meetings.present.many': '{count} personnes présentes',
  'admin.meetings.present.other': '{count} personnes présentes',
  'admin.meetings.state.open': 'ouverte',
  'admin.meetings.state.ended': 'terminée',
  'admin.meetings.state.cancelled': 'annulée',
  'admin.meetings.series': 'série',
  'admin.meetings.end': 'Terminer',
  'admin.meetings.end.one': 'Terminer « {title} »',
  'admin.meetings.end.title': 'Terminer « {title} » ?',
  'admin.meetings.end.text':
    'Tout le monde sort. Pour une série, seule la séance en cours se termine. Le journal ' +
    'indique que c’est vous.',
  'admin.relay.title': 'Sessions du relais en cours',
  'admin.relay.about': 'Ces appels passent par le relais de ce nœud, à cause d’un pare-feu.',
  'admin.relay.none': 'Personne n’utilise le relais en ce moment',
  'admin.relay.traffic': '↑ {up} · ↓ {down} · {bytes} au total',
  'admin.relay.end': 'Terminer',
  'admin.relay.end.one': 'Terminer la session de {name}',
  'admin.nodes.about': 'Les serveurs de ce site, en premier celui qui vous répond.',
  'admin.nodes.here': 'vous répond',
  'admin.nodes.refused': 'autres secrets du relais',
  'admin.nodes.since': 'en marche depuis le {time}',
  'admin.nodes.rooms.one': '{count} salle',
  'admin.nodes.rooms.many': '{count} salles',
  'admin.nodes.rooms.other': '{count} salles',
  'admin.nodes.people.one': '{count} personne',
  'admin.nodes.people.many': '{count} personnes',
  'admin.nodes.people.other': '{count} personnes',
  'admin.nodes.sessions.one': '{count} session du relais',
  'admin.nodes.sessions.many': '{count} sessions du relais',
  'admin.nodes.sessions.other': '{count} sessions du relais',
  'admin.webhooks.about':
    'D’autres programmes informés de ce qui se passe ici. On les crée par l’API REST.',
  'admin.webhooks.none': 'Aucun programme n’est informé',
  'admin.webhooks.on': 'fonctionne',
  'admin.webhooks.failing': 'en échec depuis le {time}',
  'admin.webhooks.off.admin': 'désactivé par un administrateur',
  'admin.webhooks.off.failing': 'désactivé, car en échec trop longtemps',
  'admin.webhooks.off.gone': 'désactivé, car son destinataire n’existe plus',
  'admin.webhooks.test': 'Tester',
  'admin.webhooks.tested': 'Un message de test est en route.',
  'admin.mail.retry': 'Réessayer',
  'admin.mail.retry.one': 'Réessayer « {name} »',
  'admin.mail.drop': 'Abandonner',
  'admin.mail.drop.one': 'Abandonner « {name} »',
  'admin.sessions': 'Sessions',
  'admin.sessions.title': 'Où {name} est connecté',
  'admin.sessions.none': 'Cette personne n’est connectée nulle part.',
  'admin.sessions.all': 'Déconnecter partout',
  'admin.sessions.about': 'Déconnecter partout met aussi fin aux jetons d’API de cette personne.',
};
