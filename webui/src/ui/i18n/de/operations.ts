// SPDX-License-Identifier: MIT
// The German sentences of how the site does, for its administrators.
import type { Section } from '../catalogue';
import type { operations as english } from '../en/operations';

export const operations: Section<typeof english> = {
  'admin.overview': 'Überblick',
  'admin.meetings': 'Treffen',
  'admin.relay': 'Relay',
  'admin.nodes': 'Knoten',
  'admin.webhooks': 'Webhooks',
  'admin.health': 'So steht es',
  'admin.health.well': 'Alles läuft.',
  'admin.health.ill': 'Etwas braucht dich. Was zu tun ist, steht daneben.',
  'admin.state.ok': 'läuft',
  'admin.state.off': 'nicht in Gebrauch',
  'admin.state.attention': 'braucht einen Blick',
  'admin.state.failing': 'läuft nicht',
  'admin.part.store': 'Datenbank',
  'admin.part.relay': 'Relay für Anrufe',
  'admin.part.signaling': 'Räume',
  'admin.part.workers': 'Antworten auf Anfragen',
  'admin.part.addresses': 'Netzadressen',
  'admin.part.certificate': 'Zertifikat',
  'admin.part.redis': 'Redis, für mehrere Knoten',
  'admin.part.disk': 'Platte',
  'admin.part.recordings': 'Platte der Aufzeichnungen',
  'admin.part.mail': 'Mails',
  'admin.part.webhooks': 'Webhooks',
  'admin.advice.other': 'Sieh ins Protokoll des Servers.',
  'admin.advice.store.failing':
    'Die Datenbank antwortet nicht. Sieh nach, ob ihre Platte voll ist und ob ihr Server ' +
    'läuft.',
  'admin.advice.store.busy':
    'Die Datenbank antwortet langsam. Vielleicht ist die Platte langsam, oder es wird ' +
    'gerade gesichert.',
  'admin.advice.relay.stalled':
    'Ein Teil des Relays hängt. Starte den Server neu; laufende Anrufe gehen weiter.',
  'admin.advice.relay.draining':
    'Das Relay nimmt keine neuen Anrufe an, weil diese Maschine geleert wird.',
  'admin.advice.signaling.stalled':
    'Die Räume hängen. Starte den Server neu; alle kommen von selbst zurück.',
  'admin.advice.workers.busy':
    'Der Server hat mehr zu tun, als er schafft. Bleibt das so, braucht die Maschine mehr ' +
    'Kerne oder eine schnellere Platte.',
  'admin.advice.addresses.none':
    'Diese Maschine hat keine der Adressen, die das Relay benutzen soll: Anrufe durch ' +
    'Firewalls scheitern. Prüfe das Netz oder die Adressen in der Konfiguration.',
  'admin.advice.addresses.missing':
    'Dieser Maschine fehlt eine Adresse aus der Konfiguration. Prüfe ihr Netz.',
  'admin.advice.addresses.external':
    'Der Server fand seine öffentliche Adresse nicht heraus. Trage sie in die ' +
    'Konfiguration ein.',
  'admin.advice.certificate.expired':
    'Das Zertifikat ist abgelaufen: Browser lehnen diese Seite ab. Erneuere es und lade ' +
    'den Server neu.',
  'admin.advice.certificate.self-signed':
    'Der Server hat sein Zertifikat selbst gemacht, und Browser warnen alle. Besorge ' +
    'eines, das Browser kennen, etwa von einer kostenlosen Stelle.',
  'admin.advice.certificate.expires-soon':
    'Das Zertifikat läuft in zwei Wochen ab. Sieh nach, ob die Erneuerung läuft.',
  'admin.advice.redis.unreachable':
    'Dieser Knoten hört die anderen nicht. Sieh nach, ob Redis läuft und erreichbar ist.',
  'admin.advice.disk.unreadable':
    'Der Ordner des Servers ist nicht lesbar. Sieh nach, ob seine Platte da ist.',
  'admin.advice.disk.full':
    'Die Platte ist voll: Nichts kann gespeichert werden. Schaffe sofort Platz.',
  'admin.advice.disk.short': 'Die Platte ist fast voll. Schaffe Platz oder vergrößere sie.',
  'admin.advice.recordings.unreadable':
    'Der Ordner der Aufzeichnungen ist nicht lesbar. Sieh nach, ob seine Platte da ist.',
  'admin.advice.recordings.full':
    'Die Platte der Aufzeichnungen ist voll: Neue beginnen nicht. Lösche alte.',
  'admin.advice.recordings.short':
    'Die Platte der Aufzeichnungen ist fast voll. Lösche alte oder vergrößere sie.',
  'admin.advice.mail.dead-letters':
    'Manche Mails wurden aufgegeben. Die Seite „Mails“ sagt warum und versucht sie ' +
    'erneut.',
  'admin.advice.webhooks.disabled':
    'Ein Webhook wurde abgeschaltet, weil niemand seine Nachrichten annahm. Richte den ' +
    'Empfänger und schalte ihn wieder ein.',
  'admin.advice.webhooks.failing':
    'Ein Webhook scheitert gerade. Er wird wieder versucht; sieh nach dem Empfänger.',
  'admin.fact.people': 'Personen in Räumen',
  'admin.fact.rooms': 'Laufende Treffen',
  'admin.fact.allocations': 'Relay-Sitzungen',
  'admin.fact.version': 'Version',
  'admin.fact.uptime': 'Läuft seit',
  'admin.certificate.until': 'Das Zertifikat gilt für {names} und endet {time}.',
  'admin.storage': 'Platz auf den Platten',
  'admin.storage.disk': 'Platte des Servers',
  'admin.storage.recordings': 'Aufzeichnungen aller',
  'admin.storage.of': '{used} von {total}',
  'admin.charts': 'Die letzten 24 Stunden',
  'admin.charts.about':
    'Die Kurven zeigen diesen Knoten. Sie liegen in seinem Speicher und beginnen nach ' +
    'einem Neustart von vorn.',
  'admin.charts.none': 'Die erste Minute wird gezählt. Sieh gleich wieder her.',
  'admin.chart.people': 'Personen in Räumen',
  'admin.chart.meetings': 'Laufende Treffen',
  'admin.chart.allocations': 'Relay-Sitzungen',
  'admin.chart.relay_bytes_per_second': 'Verkehr des Relays',
  'admin.chart.requests_per_second': 'Anfragen je Sekunde',
  'admin.chart.errors_per_minute': 'Fehler je Minute',
  'admin.chart.said': 'jetzt {now}, höchstens {most}',
  'admin.chart.picture': '{title}: jetzt {now}, höchstens {most} in 24 Stunden',
  'admin.chart.rate': '{bytes}/s',
  'admin.chart.table': 'Als Tabelle',
  'admin.chart.hour': 'Stunde',
  'admin.chart.mean': 'Mittel',
  'admin.chart.most': 'Höchstens',
  'admin.meetings.which': 'Welche Treffen',
  'admin.meetings.live': 'Jetzt',
  'admin.meetings.upcoming': 'Demnächst',
  'admin.meetings.past': 'Vorbei',
  'admin.meetings.all': 'Alle',
  'admin.meetings.search': 'Titel, Code oder Leitung suchen',
  'admin.meetings.unfound': 'Kein Treffen passt dazu',
  'admin.meetings.none.live': 'Gerade ist niemand in einem Treffen',
  'admin.meetings.none.upcoming': 'Nichts ist geplant',
  'admin.meetings.none.past': 'Noch kein Treffen ist vorbei',
  'admin.meetings.none.all': 'Es gibt noch keine Treffen',
  'admin.meetings.host': 'Leitung: {name}',
  'admin.meetings.present.one': '{count} Person da',
  'admin.meetings.present.other': '{count} Personen da',
  'admin.meetings.state.open': 'offen',
  'admin.meetings.state.ended': 'vorbei',
  'admin.meetings.state.cancelled': 'abgesagt',
  'admin.meetings.series': 'Reihe',
  'admin.meetings.end': 'Beenden',
  'admin.meetings.end.one': '„{title}“ beenden',
  'admin.meetings.end.title': '„{title}“ beenden?',
  'admin.meetings.end.text':
    'Alle werden hinausgebeten. Bei einer Reihe endet nur der laufende Termin. Im ' +
    'Protokoll steht, dass du es warst.',
  'admin.relay.title': 'Laufende Relay-Sitzungen',
  'admin.relay.about':
    'Diese Anrufe gehen durch das Relay dieses Knotens, weil eine Firewall im Weg ist.',
  'admin.relay.none': 'Gerade benutzt niemand das Relay',
  'admin.relay.traffic': '↑ {up} · ↓ {down} · bisher {bytes}',
  'admin.relay.end': 'Beenden',
  'admin.relay.end.one': 'Sitzung von {name} beenden',
  'admin.nodes.about': 'Die Server dieser Seite, zuerst der, der dir antwortet.',
  'admin.nodes.here': 'antwortet dir',
  'admin.nodes.refused': 'andere Relay-Geheimnisse',
  'admin.nodes.since': 'läuft seit {time}',
  'admin.nodes.rooms.one': '{count} Raum',
  'admin.nodes.rooms.other': '{count} Räume',
  'admin.nodes.people.one': '{count} Person',
  'admin.nodes.people.other': '{count} Personen',
  'admin.nodes.sessions.one': '{count} Relay-Sitzung',
  'admin.nodes.sessions.other': '{count} Relay-Sitzungen',
  'admin.webhooks.about':
    'Andere Programme, die erfahren, was hier geschieht. Angelegt werden sie über die ' +
    'REST-API.',
  'admin.webhooks.none': 'Kein Programm wird benachrichtigt',
  'admin.webhooks.on': 'läuft',
  'admin.webhooks.failing': 'scheitert seit {time}',
  'admin.webhooks.off.admin': 'von der Verwaltung abgeschaltet',
  'admin.webhooks.off.failing': 'abgeschaltet, weil er zu lange scheiterte',
  'admin.webhooks.off.gone': 'abgeschaltet, weil der Empfänger weg ist',
  'admin.webhooks.test': 'Testen',
  'admin.webhooks.tested': 'Eine Testnachricht ist unterwegs.',
  'admin.mail.retry': 'Erneut versuchen',
  'admin.mail.retry.one': '„{name}“ erneut versuchen',
  'admin.mail.drop': 'Verwerfen',
  'admin.mail.drop.one': '„{name}“ verwerfen',
  'admin.sessions': 'Sitzungen',
  'admin.sessions.title': 'Wo {name} angemeldet ist',
  'admin.sessions.none': 'Diese Person ist nirgends angemeldet.',
  'admin.sessions.all': 'Überall abmelden',
  'admin.sessions.about': 'Überall abmelden beendet auch die API-Schlüssel dieser Person.',
};
