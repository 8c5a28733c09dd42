// SPDX-License-Identifier: MIT
// The Spanish sentences of how the site does, for its administrators.
import type { Section } from '../catalogue';
import type { operations as english } from '../en/operations';

export const operations: Section<typeof english, 'many'> = {
  'admin.overview': 'Resumen',
  'admin.meetings': 'Reuniones',
  'admin.relay': 'Retransmisión',
  'admin.nodes': 'Nodos',
  'admin.webhooks': 'Webhooks',
  'admin.health': 'Cómo va todo',
  'admin.health.well': 'Todo funciona.',
  'admin.health.ill': 'Algo requiere su atención. Junto a ello se indica qué hacer.',
  'admin.state.ok': 'funciona',
  'admin.state.off': 'sin usar',
  'admin.state.attention': 'conviene revisarlo',
  'admin.state.failing': 'no funciona',
  'admin.part.store': 'Base de datos',
  'admin.part.relay': 'Retransmisión de llamadas',
  'admin.part.signaling': 'Salas',
  'admin.part.workers': 'Respuestas a peticiones',
  'admin.part.addresses': 'Direcciones de red',
  'admin.part.certificate': 'Certificado',
  'admin.part.redis': 'Redis, para varios nodos',
  'admin.part.disk': 'Disco',
  'admin.part.recordings': 'Disco de las grabaciones',
  'admin.part.mail': 'Correo',
  'admin.part.webhooks': 'Webhooks',
  'admin.advice.other': 'Consulte el registro del servidor.',
  'admin.advice.store.failing':
    'La base de datos no responde. Compruebe si su disco está lleno y si su servidor está ' +
    'en marcha.',
  'admin.advice.store.busy':
    'La base de datos responde despacio. La causa puede ser un disco lento o una copia en ' +
    'curso.',
  'admin.advice.relay.stalled':
    'Una parte de la retransmisión está bloqueada. Reinicie el servidor; las llamadas en ' +
    'curso continúan.',
  'admin.advice.relay.draining':
    'La retransmisión no acepta llamadas nuevas porque se está vaciando esta máquina.',
  'admin.advice.signaling.stalled':
    'Las salas están bloqueadas. Reinicie el servidor; todos vuelven por sí solos.',
  'admin.advice.workers.busy':
    'El servidor tiene más trabajo del que puede atender. Si continúa, dé a la máquina ' +
    'más núcleos o un disco más rápido.',
  'admin.advice.addresses.none':
    'Esta máquina no tiene ninguna de las direcciones de la retransmisión: fallan las ' +
    'llamadas a través de cortafuegos. Compruebe la red o las direcciones de la ' +
    'configuración.',
  'admin.advice.addresses.missing':
    'A esta máquina le falta una dirección de la configuración. Compruebe su red.',
  'admin.advice.addresses.external':
    'El servidor no pudo averiguar su dirección pública. Escríbala en la configuración.',
  'admin.advice.certificate.expired':
    'El certificado ha caducado: los navegadores rechazan este sitio. Renuévelo y ' +
    'recargue el servidor.',
  'admin.advice.certificate.self-signed':
    'El servidor creó su propio certificado y los navegadores advierten a todos. Consiga ' +
    'uno que reconozcan, por ejemplo de una autoridad gratuita.',
  'admin.advice.certificate.expires-soon':
    'El certificado caduca en menos de dos semanas. Compruebe que su renovación funciona.',
  'admin.advice.redis.unreachable':
    'Este nodo no oye a los demás. Compruebe que Redis funciona y es accesible.',
  'admin.advice.disk.unreadable':
    'No se puede leer la carpeta del servidor. Compruebe que su disco está presente.',
  'admin.advice.disk.full':
    'El disco está lleno: no se puede guardar nada. Libere espacio de inmediato.',
  'admin.advice.disk.short': 'El disco está casi lleno. Libere espacio o amplíelo.',
  'admin.advice.recordings.unreadable':
    'No se puede leer la carpeta de las grabaciones. Compruebe que su disco está ' +
    'presente.',
  'admin.advice.recordings.full':
    'El disco de las grabaciones está lleno: no empiezan otras nuevas. Elimine las ' +
    'antiguas.',
  'admin.advice.recordings.short':
    'El disco de las grabaciones está casi lleno. Elimine las antiguas o amplíelo.',
  'admin.advice.mail.dead-letters':
    'Se desistió de algunos correos. La página Correo dice por qué y permite ' +
    'reintentarlos.',
  'admin.advice.webhooks.disabled':
    'Se desactivó un webhook porque nadie recibía sus mensajes. Arregle el receptor y ' +
    'vuelva a activarlo.',
  'admin.advice.webhooks.failing':
    'Un webhook falla en este momento. Se reintentará; revise su receptor.',
  'admin.fact.people': 'Personas en salas',
  'admin.fact.rooms': 'Reuniones en curso',
  'admin.fact.allocations': 'Sesiones de retransmisión',
  'admin.fact.version': 'Versión',
  'admin.fact.uptime': 'En marcha desde hace',
  'admin.certificate.until': 'El certificado es para {names} y caduca el {time}.',
  'admin.storage': 'Espacio en disco',
  'admin.storage.disk': 'Disco del servidor',
  'admin.storage.recordings': 'Grabaciones de todos',
  'admin.storage.of': '{used} de {total}',
  'admin.charts': 'Las últimas 24 horas',
  'admin.charts.about':
    'Las curvas son de este nodo. Están en su memoria y comienzan de nuevo al ' +
    'reiniciarlo.',
  'admin.charts.none': 'Se está midiendo el primer minuto. Vuelva en un momento.',
  'admin.chart.people': 'Personas en salas',
  'admin.chart.meetings': 'Reuniones en curso',
  'admin.chart.allocations': 'Sesiones de retransmisión',
  'admin.chart.relay_bytes_per_second': 'Tráfico de retransmisión',
  'admin.chart.requests_per_second': 'Peticiones por segundo',
  'admin.chart.errors_per_minute': 'Errores por minuto',
  'admin.chart.said': 'ahora {now}, máximo {most}',
  'admin.chart.picture': '{title}: ahora {now}, máximo {most} en 24 horas',
  'admin.chart.rate': '{bytes}/s',
  'admin.chart.table': 'Como tabla',
  'admin.chart.hour': 'Hora',
  'admin.chart.mean': 'Media',
  'admin.chart.most': 'Máximo',
  'admin.meetings.which': 'Qué reuniones',
  'admin.meetings.live': 'En curso',
  'admin.meetings.upcoming': 'Próximas',
  'admin.meetings.past': 'Pasadas',
  'admin.meetings.all': 'Todas',
  'admin.meetings.search': 'Buscar título, código o anfitrión',
  'admin.meetings.unfound': 'Ninguna reunión coincide',
  'admin.meetings.none.live': 'Ahora nadie está reunido',
  'admin.meetings.none.upcoming': 'No hay nada previsto',
  'admin.meetings.none.past': 'Aún no ha terminado ninguna reunión',
  'admin.meetings.none.all': 'Todavía no hay reuniones',
  'admin.meetings.host': 'Anfitrión: {name}',
  'admin.meetings.present.one': '{count} persona dentro',
  'admin.meetings.present.many': '{count} personas dentro',
  'admin.meetings.present.other': '{count} personas dentro',
  'admin.meetings.state.open': 'abierta',
  'admin.meetings.state.ended': 'terminada',
  'admin.meetings.state.cancelled': 'cancelada',
  'admin.meetings.series': 'serie',
  'admin.meetings.end': 'Terminar',
  'admin.meetings.end.one': 'Terminar «{title}»',
  'admin.meetings.end.title': '¿Terminar «{title}»?',
  'admin.meetings.end.text':
    'Todos salen. De una serie solo termina la fecha en curso. El registro indica que fue ' +
    'usted.',
  'admin.relay.title': 'Sesiones de retransmisión activas',
  'admin.relay.about':
    'Estas llamadas pasan por la retransmisión de este nodo porque hay un cortafuegos.',
  'admin.relay.none': 'Ahora nadie usa la retransmisión',
  'admin.relay.traffic': '↑ {up} · ↓ {down} · {bytes} hasta ahora',
  'admin.relay.end': 'Terminar',
  'admin.relay.end.one': 'Terminar la sesión de {name}',
  'admin.nodes.about': 'Los servidores de este sitio; primero, el que le responde.',
  'admin.nodes.here': 'le responde',
  'admin.nodes.refused': 'otros secretos de retransmisión',
  'admin.nodes.since': 'en marcha desde el {time}',
  'admin.nodes.rooms.one': '{count} sala',
  'admin.nodes.rooms.many': '{count} salas',
  'admin.nodes.rooms.other': '{count} salas',
  'admin.nodes.people.one': '{count} persona',
  'admin.nodes.people.many': '{count} personas',
  'admin.nodes.people.other': '{count} personas',
  'admin.nodes.sessions.one': '{count} sesión de retransmisión',
  'admin.nodes.sessions.many': '{count} sesiones de retransmisión',
  'admin.nodes.sessions.other': '{count} sesiones de retransmisión',
  'admin.webhooks.about':
    'Otros programas a los que se avisa de lo que ocurre aquí. Se crean con la API REST.',
  'admin.webhooks.none': 'No se avisa a ningún programa',
  'admin.webhooks.on': 'funciona',
  'admin.webhooks.failing': 'falla desde el {time}',
  'admin.webhooks.off.admin': 'desactivado por un administrador',
  'admin.webhooks.off.failing': 'desactivado porque falló demasiado tiempo',
  'admin.webhooks.off.gone': 'desactivado porque su receptor ya no existe',
  'admin.webhooks.test': 'Probar',
  'admin.webhooks.tested': 'Un mensaje de prueba está en camino.',
  'admin.mail.retry': 'Reintentar',
  'admin.mail.retry.one': 'Reintentar «{name}»',
  'admin.mail.drop': 'Descartar',
  'admin.mail.drop.one': 'Descartar «{name}»',
  'admin.sessions': 'Sesiones',
  'admin.sessions.title': 'Dónde ha iniciado sesión {name}',
  'admin.sessions.none': 'Esta persona no ha iniciado sesión en ningún lugar.',
  'admin.sessions.all': 'Cerrar todas las sesiones',
  'admin.sessions.about':
    'Cerrar todas las sesiones también anula los tokens de API de esta persona.',
};
