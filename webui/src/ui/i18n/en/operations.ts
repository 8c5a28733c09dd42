// SPDX-License-Identifier: MIT
// The English sentences of how the site does, for its administrators.
export const operations = {
  'admin.overview': 'Overview',
  'admin.meetings': 'Meetings',
  'admin.relay': 'Relay',
  'admin.nodes': 'Nodes',
  'admin.webhooks': 'Webhooks',
  'admin.health': 'How it is going',
  'admin.health.well': 'Everything works.',
  'admin.health.ill': 'Something needs you. What to do stands beside it.',
  'admin.state.ok': 'works',
  'admin.state.off': 'not in use',
  'admin.state.attention': 'needs a look',
  'admin.state.failing': 'does not work',
  'admin.part.store': 'Database',
  'admin.part.relay': 'Relay for calls',
  'admin.part.signaling': 'Rooms',
  'admin.part.workers': 'Answers to requests',
  'admin.part.addresses': 'Network addresses',
  'admin.part.certificate': 'Certificate',
  'admin.part.redis': 'Redis, for several nodes',
  'admin.part.disk': 'Disk',
  'admin.part.recordings': 'Disk of the recordings',
  'admin.part.mail': 'Mail',
  'admin.part.webhooks': 'Webhooks',
  'admin.advice.other': 'Look into the log of the server.',
  'admin.advice.store.failing':
    'The database does not answer. Look whether its disk is full and whether its server ' +
    'runs.',
  'admin.advice.store.busy':
    'The database answers slowly. A slow disk, or a copy that is being made, may be the ' +
    'cause.',
  'admin.advice.relay.stalled':
    'A part of the relay hangs. Restart the server; running calls go on.',
  'admin.advice.relay.draining':
    'The relay takes no new calls, because the operator is emptying this machine.',
  'admin.advice.signaling.stalled':
    'The rooms hang. Restart the server; people come back by themselves.',
  'admin.advice.workers.busy':
    'The server has more to do than it can. If that lasts, give the machine more cores or ' +
    'a faster disk.',
  'admin.advice.addresses.none':
    'This machine has none of the addresses that the relay shall use: calls across ' +
    'firewalls fail. Check the network, or the addresses in the configuration.',
  'admin.advice.addresses.missing':
    'This machine has lost an address of the configuration. Check its network.',
  'admin.advice.addresses.external':
    'The server could not find out its public address. Write it into the configuration.',
  'admin.advice.certificate.expired':
    'The certificate has expired: browsers refuse this site. Renew it and reload the ' +
    'server.',
  'admin.advice.certificate.self-signed':
    'The server made its certificate itself, and browsers warn everybody. Get one that ' +
    'browsers know, for example from a free authority.',
  'admin.advice.certificate.expires-soon':
    'The certificate ends within two weeks. See whether its renewal works.',
  'admin.advice.redis.unreachable':
    'This node does not hear the others. Look whether Redis runs and can be reached.',
  'admin.advice.disk.unreadable':
    'The folder of the server cannot be read. Look whether its disk is there.',
  'admin.advice.disk.full': 'The disk is full: nothing can be stored. Make room at once.',
  'admin.advice.disk.short': 'The disk is nearly full. Make room, or give it more.',
  'admin.advice.recordings.unreadable':
    'The folder of the recordings cannot be read. Look whether its disk is there.',
  'admin.advice.recordings.full':
    'The disk of the recordings is full: no new ones begin. Remove old ones.',
  'admin.advice.recordings.short':
    'The disk of the recordings is nearly full. Remove old ones, or give it more room.',
  'admin.advice.mail.dead-letters':
    'Some mails were given up. The page Mail says why, and tries them again.',
  'admin.advice.webhooks.disabled':
    'A webhook was switched off because nobody took its messages. Mend its receiver, then ' +
    'enable it again.',
  'admin.advice.webhooks.failing':
    'A webhook fails at the moment. It is tried again; look at its receiver.',
  'admin.fact.people': 'People in rooms',
  'admin.fact.rooms': 'Live meetings',
  'admin.fact.allocations': 'Relay sessions',
  'admin.fact.version': 'Version',
  'admin.fact.uptime': 'Runs for',
  'admin.certificate.until': 'The certificate is for {names} and ends {time}.',
  'admin.storage': 'Room on the disks',
  'admin.storage.disk': 'Disk of the server',
  'admin.storage.recordings': 'Recordings of all',
  'admin.storage.of': '{used} of {total}',
  'admin.charts': 'The last 24 hours',
  'admin.charts.about':
    'The curves are of this node. They live in its memory and begin anew when it ' +
    'restarts.',
  'admin.charts.none': 'The first minute is being counted. Come back in a moment.',
  'admin.chart.people': 'People in rooms',
  'admin.chart.meetings': 'Live meetings',
  'admin.chart.allocations': 'Relay sessions',
  'admin.chart.relay_bytes_per_second': 'Traffic of the relay',
  'admin.chart.requests_per_second': 'Requests a second',
  'admin.chart.errors_per_minute': 'Errors a minute',
  'admin.chart.said': 'now {now}, most {most}',
  'admin.chart.picture': '{title}: now {now}, most {most} in 24 hours',
  'admin.chart.rate': '{bytes}/s',
  'admin.chart.table': 'As a table',
  'admin.chart.hour': 'Hour',
  'admin.chart.mean': 'Mean',
  'admin.chart.most': 'Most',
  'admin.meetings.which': 'Which meetings',
  'admin.meetings.live': 'Live',
  'admin.meetings.upcoming': 'Upcoming',
  'admin.meetings.past': 'Past',
  'admin.meetings.all': 'All',
  'admin.meetings.search': 'Search title, code or host',
  'admin.meetings.unfound': 'No meeting fits',
  'admin.meetings.none.live': 'Nobody is in a meeting now',
  'admin.meetings.none.upcoming': 'Nothing is planned',
  'admin.meetings.none.past': 'No meeting is over yet',
  'admin.meetings.none.all': 'There are no meetings yet',
  'admin.meetings.host': 'Host: {name}',
  'admin.meetings.present.one': '{count} person in it',
  'admin.meetings.present.other': '{count} people in it',
  'admin.meetings.state.open': 'open',
  'admin.meetings.state.ended': 'over',
  'admin.meetings.state.cancelled': 'cancelled',
  'admin.meetings.series': 'series',
  'admin.meetings.end': 'End',
  'admin.meetings.end.one': 'End “{title}”',
  'admin.meetings.end.title': 'End “{title}”?',
  'admin.meetings.end.text':
    'Everybody is put out. Of a series only the date that runs ends. The audit log says ' +
    'that you did it.',
  'admin.relay.title': 'Live relay sessions',
  'admin.relay.about':
    'These calls go through the relay of this node, because a firewall is in the way.',
  'admin.relay.none': 'Nobody uses the relay now',
  'admin.relay.traffic': '↑ {up} · ↓ {down} · {bytes} so far',
  'admin.relay.end': 'End',
  'admin.relay.end.one': 'End the session of {name}',
  'admin.nodes.about': 'The servers of this site, the one that answers you first.',
  'admin.nodes.here': 'answers you',
  'admin.nodes.refused': 'other relay secrets',
  'admin.nodes.since': 'runs since {time}',
  'admin.nodes.rooms.one': '{count} room',
  'admin.nodes.rooms.other': '{count} rooms',
  'admin.nodes.people.one': '{count} person',
  'admin.nodes.people.other': '{count} people',
  'admin.nodes.sessions.one': '{count} relay session',
  'admin.nodes.sessions.other': '{count} relay sessions',
  'admin.webhooks.about':
    'Other programs that are told what happens here. They are made by the REST API.',
  'admin.webhooks.none': 'No program is told',
  'admin.webhooks.on': 'works',
  'admin.webhooks.failing': 'fails since {time}',
  'admin.webhooks.off.admin': 'switched off by an administrator',
  'admin.webhooks.off.failing': 'switched off, because it failed for too long',
  'admin.webhooks.off.gone': 'switched off, because its receiver is gone',
  'admin.webhooks.test': 'Test',
  'admin.webhooks.tested': 'A test message is on its way.',
  'admin.mail.retry': 'Try again',
  'admin.mail.retry.one': 'Try “{name}” again',
  'admin.mail.drop': 'Drop',
  'admin.mail.drop.one': 'Drop “{name}”',
  'admin.sessions': 'Sessions',
  'admin.sessions.title': 'Where {name} is signed in',
  'admin.sessions.none': 'This person is signed in nowhere.',
  'admin.sessions.all': 'Sign out everywhere',
  'admin.sessions.about': 'Signing out everywhere also ends the API tokens of this person.',
} as const;
