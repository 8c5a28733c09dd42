// SPDX-License-Identifier: MIT
// The Spanish sentences of the own account.
import type { Section } from '../catalogue';
import type { settings as english } from '../en/settings';

export const settings: Section<typeof english, 'many'> = {
  'account.you': 'Usted',
  'account.unverified': 'sin confirmar',
  'account.verify': 'Enviar el correo de nuevo',
  'account.verify.sent': 'Un correo va de camino.',
  'account.pages': 'Idioma de estas páginas',
  'account.mails': 'Idioma de los correos',
  'account.mails.site': 'El de la escuela',
  'account.zone': 'Zona horaria en los correos',
  'account.zone.site': 'La de la escuela',
  'account.reminders': 'Recordarme las reuniones por correo',
  'account.password': 'Contraseña',
  'account.password.text': 'Después, su sesión seguirá abierta solo aquí.',
  'account.password.old': 'Su contraseña actual',
  'account.password.wrong':
    'Esa no es su contraseña. Compruebe las mayúsculas e inténtelo de nuevo.',
  'account.password.new': 'Contraseña nueva',
  'account.password.submit': 'Cambiar la contraseña',
  'account.password.saved': 'Su contraseña ha cambiado.',
  'account.sessions': 'Dónde tiene la sesión abierta',
  'account.sessions.unknown': 'Dispositivo desconocido',
  'account.sessions.here': 'Este dispositivo',
  'account.sessions.used': 'último uso: {time}',
  'account.sessions.end': 'Cerrar sesión',
  'account.sessions.end.one': 'Cerrar la sesión de {device}',
  'account.sessions.others': 'Cerrar todas las demás sesiones',
  'tokens.title': 'Tokens para otros programas',
  'tokens.text': 'Un programa con un token actúa en su nombre, dentro de lo que usted permita.',
  'tokens.new': 'Crear un token',
  'tokens.name': 'Para qué sirve',
  'tokens.name.missing': 'Póngale un nombre para reconocerlo.',
  'tokens.may': 'Puede',
  'tokens.scope.meetings:read': 'ver reuniones',
  'tokens.scope.meetings:write': 'crear y cambiar reuniones',
  'tokens.scope.recordings:read': 'ver grabaciones',
  'tokens.scope.admin': 'administrar el sitio',
  'tokens.until': 'Válido',
  'tokens.days.one': '{count} día',
  'tokens.days.many': '{count} días',
  'tokens.days.other': '{count} días',
  'tokens.submit': 'Crear',
  'tokens.made': 'Copie el token ahora. No se vuelve a mostrar.',
  'tokens.copy': 'Copiar el token',
  'tokens.expires': 'hasta el {day}',
  'tokens.used': 'último uso el {day}',
  'tokens.unused': 'nunca usado',
  'tokens.remove': 'Quitar',
  'tokens.remove.one': 'Quitar {name}',
  'google.title': 'Calendario de Google',
  'google.text':
    'Las reuniones que usted dirige aparecen en su calendario de Google y cambian con ellas. ' +
    'Solo vemos y cambiamos eventos.',
  'google.connected': 'Conectado desde el {day}.',
  'google.connected.as': 'Conectado con {name} desde el {day}.',
  'google.connect': 'Conectar',
  'google.again': 'Conectar de nuevo',
  'google.disconnect': 'Desconectar',
  'google.trouble.delayed':
    'Google no acepta nuestros cambios en este momento. Lo intentamos de nuevo por nuestra cuenta.',
  'google.trouble.refused':
    'Google no acepta este sitio en este momento. Quienes lo administran deben revisarlo.',
  'google.trouble.revoked':
    'Su permiso en Google ha terminado. Sus reuniones ya no se anotan allí.',
  'google.trouble.no-rights':
    'Google no nos deja escribir en su calendario. Conéctelo de nuevo y marque la casilla ' +
    'del calendario.',
  'google.arrival.declined':
    'Usted no ha dado su permiso en Google, así que no hay nada conectado.',
  'google.arrival.unticked':
    'La página de Google tiene una casilla para el calendario. Sin ella no podemos anotar ' +
    'nada allí. Inténtelo de nuevo.',
  'google.arrival.refused': 'Google no acepta este sitio. Quienes lo administran deben revisarlo.',
  'google.arrival.failed': 'No ha funcionado. Inténtelo de nuevo.',
  'data.title': 'Sus datos',
  'data.text': 'Todo lo que hay guardado sobre usted, en un archivo. O el fin de su cuenta.',
  'data.export': 'Guardar mis datos',
  'data.erase': 'Eliminar mi cuenta',
  'data.erase.title': '¿Eliminar su cuenta?',
  'data.erase.text': 'Sus reuniones se cancelan y todo lo suyo se borra. Nadie podrá recuperarlo.',
  'data.erase.confirm': 'Eliminar para siempre',
};
