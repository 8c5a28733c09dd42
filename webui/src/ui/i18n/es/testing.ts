// SPDX-License-Identifier: MIT
// The Spanish sentences of the connection test.
import type { Section } from '../catalogue';
import type { testing as english } from '../en/testing';

export const testing: Section<typeof english> = {
  'testing.title': 'Prueba de conexión',
  'testing.text':
    'Compruebe si este navegador, su micrófono, su cámara y su red están listos para una clase. ' +
    'Dura medio minuto. Su navegador pide permiso para el micrófono y la cámara; no se graba ' +
    'nada y nadie le oye.',
  'testing.code': 'Código de su clase',
  'testing.code.hint':
    'Con él, o con la sesión iniciada, la prueba comprueba también el servidor que transmite el ' +
    'sonido y la imagen.',
  'testing.start': 'Empezar la prueba',
  'testing.again': 'Repetir la prueba',
  'testing.results': 'Resultados de la prueba',
  'testing.running': 'Probando…',
  'testing.waiting': 'Aún sin probar',
  'testing.verdict.good': 'Bien:',
  'testing.verdict.poor': 'Regular:',
  'testing.verdict.bad': 'Problema:',
  'testing.verdict.unknown': 'Desconocido:',
  'testing.check.browser': 'Navegador',
  'testing.check.microphone': 'Micrófono',
  'testing.check.camera': 'Cámara',
  'testing.check.api': 'Servidor',
  'testing.check.socket': 'Conexión en directo',
  'testing.check.udp': 'Relé por UDP',
  'testing.check.tcp': 'Relé por TCP',
  'testing.check.tls': 'Relé por TLS',
  'testing.check.ipv6': 'IPv6',
  'testing.check.speech': 'Voz',
  'testing.check.throughput': 'Espacio para imágenes',
  'testing.found.browser.able': 'Puede hacer llamadas.',
  'testing.found.browser.insecure': 'Esta página se ha abierto sin cifrado.',
  'testing.advice.browser.insecure':
    'Abra la dirección que empieza por https:// – sin ella, ningún navegador da acceso al ' +
    'micrófono.',
  'testing.found.browser.too-old': 'No puede hacer llamadas.',
  'testing.advice.browser.too-old':
    'Use una versión actual de Firefox, Chrome, Edge o Safari, fuera de otra aplicación.',
  'testing.found.device.there': 'Funciona: {name}',
  'testing.found.device.missing': 'No hay ninguno.',
  'testing.advice.microphone.missing': 'Sin micrófono puede escuchar y escribir.',
  'testing.advice.camera.missing': 'Puede participar sin cámara.',
  'testing.found.device.denied': 'El navegador no deja que esta página lo use.',
  'testing.advice.device.denied':
    'Pulse el símbolo junto a la dirección, permita el acceso y repita la prueba.',
  'testing.found.device.system': 'El ordenador no deja que el navegador lo use.',
  'testing.advice.device.system': 'Permítalo en los ajustes de privacidad del ordenador.',
  'testing.found.device.busy': 'Otro programa lo usa.',
  'testing.advice.device.busy': 'Cierre otros programas de llamadas y repita la prueba.',
  'testing.found.device.insecure': 'No es posible sin una página cifrada.',
  'testing.found.device.unknown': 'No se inicia.',
  'testing.advice.device.unknown': 'Desconéctelo y vuelva a conectarlo, o reinicie el navegador.',
  'testing.found.any.answers': 'Responde en {ms} ms.',
  'testing.found.any.unreached': 'No se ha podido conectar.',
  'testing.advice.api.unreached': 'Compruebe que tiene conexión.',
  'testing.advice.socket.unreached':
    'La red, o un programa que la protege, bloquea los WebSockets. Pida a quien se encarga de ' +
    'ella que los permita para este sitio.',
  'testing.found.socket.silent': 'Se abre y después no dice nada.',
  'testing.advice.socket.silent':
    'Un proxy o un antivirus abre las conexiones cifradas y retiene su contenido. Pida una ' +
    'excepción para este sitio.',
  'testing.found.relay.reached': 'Conectado en {ms} ms.',
  'testing.found.relay.unreached': 'No se puede conectar desde esta red.',
  'testing.found.relay.refused': 'Conectado, pero lo rechaza (error {code}).',
  'testing.advice.relay.refused': 'Avise a quien cuida de este sitio.',
  'testing.found.relay.not-offered': 'Este sitio no lo ofrece.',
  'testing.found.any.left-out': 'Sin probar, por no haber clase ni cuenta.',
  'testing.found.any.no-credentials': 'El servidor no ha dado acceso al relé ({code}).',
  'testing.found.ipv6.present': 'Este ordenador tiene una dirección.',
  'testing.found.ipv6.absent': 'No se ve ninguna dirección, y no hace falta.',
  'testing.found.ipv6.hidden': 'El navegador no lo dice.',
  'testing.found.speech.clear': '{loss} % perdido, {delay} ms en camino.',
  'testing.found.speech.rough': '{loss} % perdido, {delay} ms en camino, {jitter} ms de variación.',
  'testing.advice.speech.rough': 'Acérquese al wifi, use un cable o detenga las descargas en casa.',
  'testing.found.speech.broken': '{loss} % perdido, {delay} ms en camino.',
  'testing.advice.speech.broken': 'Los demás apenas le entenderán. Pruebe otra red.',
  'testing.found.speech.silent': 'No llega nada.',
  'testing.found.throughput.wide': '{rate} Mbit/s de ida y vuelta.',
  'testing.found.throughput.small': '{rate} Mbit/s de ida y vuelta: las imágenes serán pequeñas.',
  'testing.found.throughput.narrow': '{rate} Mbit/s de ida y vuelta: basta solo para la voz.',
  'testing.advice.throughput.narrow': 'Apague su cámara o pruebe otra red.',
  'testing.found.throughput.none': 'No llega nada.',
  'testing.summary.good': 'Todo está listo',
  'testing.summary.good.text': 'Desde aquí funciona todo lo que necesita una clase.',
  'testing.summary.relayed-slowly': 'Funciona, con un pequeño inconveniente',
  'testing.summary.relayed-slowly.text':
    'Esta red no deja pasar UDP. Las llamadas van por otro camino y pueden entrecortarse de vez ' +
    'en cuando.',
  'testing.summary.rough': 'Funciona, pero notará la red',
  'testing.summary.rough.text':
    'En una clase el sonido va primero; las imágenes pueden ser pequeñas o congelarse.',
  'testing.summary.no-relay': 'Una llamada puede fallar desde esta red',
  'testing.summary.no-relay.text':
    'No se ha podido conectar de ninguna forma con el servidor que transmite el sonido y la ' +
    'imagen. Pruebe otra red o dé el informe de abajo a quien se encarga de esta.',
  'testing.summary.no-server': 'Desde aquí aún no funciona una clase',
  'testing.summary.no-server.text': 'Vea abajo la línea del problema y qué hacer.',
  'testing.summary.unfinished': 'Por ahora, todo bien',
  'testing.summary.unfinished.text':
    'Escriba el código de su clase o inicie sesión para probar también el camino del sonido y de ' +
    'la imagen.',
  'testing.report.title': 'Informe',
  'testing.report.text':
    'Para quien le ayuda. Describe este navegador y esta red, sin nombres, direcciones ni ' +
    'contraseñas.',
  'testing.report.copy': 'Copiar el informe',
  'testing.report.mail': 'Enviarlo por correo',
  'testing.mail.subject': 'Prueba de conexión',
};
