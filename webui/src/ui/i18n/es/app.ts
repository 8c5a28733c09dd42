// SPDX-License-Identifier: MIT
// The Spanish sentences of what is the same on every page.
import type { Section } from '../catalogue';
import type { app as english } from '../en/app';

export const app: Section<typeof english> = {
  'app.join': 'Entrar',
  'app.signIn': 'Iniciar sesión',
  'app.signOut': 'Cerrar sesión',
  'app.home': 'Inicio',
  'app.theme': 'Colores',
  'app.theme.auto': 'como el dispositivo',
  'app.theme.light': 'claro',
  'app.theme.dark': 'oscuro',
  'app.close': 'Cerrar',
  'app.cancel': 'Cancelar',
  'app.retry': 'Intentarlo de nuevo',
  'app.back': 'Volver',
  'app.understood': 'Aceptar',
  'app.copied': 'Copiado',
  'app.loading': 'Un momento…',
  'app.missing.title': 'Esta página no existe',
  'app.missing.text':
    'Quizá la dirección tenga una errata. Desde la página de inicio se llega a todo.',
  'app.missing.action': 'Ir a la página de inicio',
  'app.skip': 'Ir al contenido',
  'app.account': 'Su cuenta',
  'app.admin': 'Administración',
  'app.menu': 'Menú',
  'app.today': 'Hoy',
  'app.meetings': 'Reuniones',
  'app.ways': 'Páginas',
  'app.language': 'Idioma',
  'app.save': 'Guardar',
  'app.undo': 'Deshacer',
  'app.saved': 'Guardado',
  'app.comma': ', ',
  'app.showPassword': 'Mostrar la contraseña',
  'app.test': 'Probar su conexión',
  'app.recordings': 'Grabaciones',
};
