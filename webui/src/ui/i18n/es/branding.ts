// SPDX-License-Identifier: MIT
// The Spanish sentences of the settings of the site and its first steps.
import type { Section } from '../catalogue';
import type { branding as english } from '../en/branding';

export const branding: Section<typeof english> = {
  'admin.settings': 'Ajustes',
  'admin.settings.save': 'Guardar',
  'admin.settings.saved': 'Guardado. Ya está en vigor.',
  'admin.settings.fixed': 'Lo fija la configuración del servidor; se cambia allí.',
  'admin.settings.wrong': 'Uno de los números no es válido. Revíselos, por favor.',
  'admin.look': 'Nombre y aspecto',
  'admin.look.about':
    'Los muestran las páginas, los correos y la aplicación instalada. De noche el color ' +
    'se aclara solo si no elige otro.',
  'admin.general': 'Personas',
  'admin.recordings': 'Grabaciones',
  'admin.recordings.on': 'se guardan aquí',
  'admin.recordings.off': 'no se guardan',
  'admin.recordings.about':
    'Una hora de vídeo ocupa de 0,5 a 1 GB. Un nuevo número de días vale para las ' +
    'grabaciones nuevas.',
  'admin.setting.site.name': 'Nombre del sitio',
  'admin.setting.site.contact': 'Correo de quien ayuda',
  'admin.setting.site.language': 'Idioma cuando no se sabe otro',
  'admin.setting.auth.registration': 'Quién puede crear una cuenta',
  'admin.setting.recordings.enabled': 'Grabaciones',
  'admin.setting.recordings.largest': 'Grabación más grande, en GB',
  'admin.setting.recordings.quota_per_person': 'Todas las de una persona, en GB',
  'admin.setting.recordings.quota': 'Todas las del sitio, en GB',
  'admin.setting.recordings.retention': 'Días que se guardan',
  'admin.setting.branding.color': 'Color de día',
  'admin.setting.branding.night_color': 'Color de noche',
  'admin.language.none': 'El del navegador; si no, inglés',
  'admin.language.about':
    'Vale cuando el navegador no pide ninguno de nuestros idiomas y en los correos a ' +
    'quienes no han elegido.',
  'admin.registration.open': 'cualquiera',
  'admin.registration.invited': 'quien tenga un enlace de un administrador',
  'admin.registration.closed': 'nadie',
  'admin.logo': 'Logotipo',
  'admin.logo.now': 'El logotipo actual',
  'admin.logo.choose': 'Elegir una imagen',
  'admin.logo.other': 'Elegir otra',
  'admin.logo.remove': 'Quitar',
  'admin.logo.hint': 'Un archivo PNG, JPEG o WebP; aquí se reduce.',
  'admin.logo.wrong': 'Esta imagen no sirve como logotipo. Elija un archivo PNG, JPEG o WebP.',
  'admin.color.wrong': 'Un color se escribe #rrggbb.',
  'admin.color.hint': 'Vacío: el color habitual',
  'admin.color.readable': 'Se lee bien (contraste {ratio} a 1)',
  'admin.color.unreadable': 'No se lee: el contraste es {ratio} a 1 y se necesita 4,5.',
  'admin.color.unsaved': 'Uno de los colores no se lee. Tome el más cercano que se lea, u otro.',
  'admin.color.nearest': 'Usar {color}',
  'admin.color.pick': '{label}: elegir',
  'first.title': 'Primeros pasos',
  'first.about':
    'Lo que necesita un sitio nuevo. Cada paso se comprueba solo; omita lo que no ' +
    'necesite.',
  'first.verdict.good': 'hecho',
  'first.verdict.bad': 'conviene revisarlo',
  'first.verdict.open': 'pendiente',
  'first.skipped': 'omitido',
  'first.skip': 'Omitir',
  'first.skip.one': 'Omitir «{title}»',
  'first.name': 'Nombre',
  'first.address': 'Dirección',
  'first.address.open':
    'Está en {here}. Los enlaces de los correos necesitan una dirección estable: ' +
    'escríbala en la configuración como public_url.',
  'first.address.good': 'Los enlaces empiezan por {there}, donde está usted.',
  'first.address.bad':
    'Los enlaces empiezan por {there}, pero usted está en {here}. Una de las dos no es la ' +
    'que se usa.',
  'first.certificate.good': 'Su navegador confía en esta conexión.',
  'first.certificate.none':
    'Esta página llegó sin cifrar: los navegadores no le dan cámara ni micrófono. Instale ' +
    'un certificado.',
  'first.mail.none':
    'No hay servidor de correo configurado: no se envían invitaciones ni recordatorios. ' +
    'Se indica en la sección [mail] de la configuración.',
  'first.mail.about': 'Se envía un correo de prueba a su dirección.',
  'first.mail.test': 'Enviar un correo de prueba',
  'first.mail.sent': 'El servidor aceptó el correo para {to}. Compruebe si llega.',
  'first.mail.waits': 'El correo sigue esperando. La página Correo dirá más en un momento.',
  'first.call': 'Llamada de prueba',
  'first.call.about':
    'La prueba de conexión revisa cámara, micrófono y cada camino a través de ' +
    'cortafuegos.',
  'first.call.go': 'Ir a la prueba de conexión',
  'first.done': 'He terminado',
};
