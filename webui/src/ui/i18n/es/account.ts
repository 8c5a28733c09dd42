// SPDX-License-Identifier: MIT
// The Spanish sentences of new accounts and forgotten passwords.
import type { Section } from '../catalogue';
import type { account as english } from '../en/account';

export const account: Section<typeof english> = {
  'forgot.title': '¿Ha olvidado su contraseña?',
  'forgot.text': 'Escriba su dirección y le enviaremos un enlace para elegir otra.',
  'forgot.submit': 'Enviar el enlace',
  'forgot.back': 'Volver al inicio de sesión',
  'forgot.sent.title': 'Mire su correo',
  'forgot.sent.text':
    'Si {email} tiene una cuenta aquí, el enlace ya va de camino. Sirve durante una hora. ¿No ' +
    'llega nada? Mire en el correo no deseado o pregunte en su escuela.',
  'reset.title': 'Elegir una contraseña nueva',
  'reset.text': 'Se cerrará su sesión en todas partes y podrá entrar con la nueva.',
  'reset.password': 'Contraseña nueva',
  'reset.submit': 'Guardar la contraseña',
  'reset.done.title': 'Su contraseña ha cambiado',
  'reset.done.text': 'Ya puede iniciar sesión con ella.',
  'reset.dead.title': 'Este enlace ya no sirve',
  'reset.dead.text': 'Sirve una sola vez, durante una hora, y solo el más reciente.',
  'reset.dead.action': 'Pedir otro enlace',
  'verify.title': '¿Es esta su dirección?',
  'verify.text': 'Confírmela para recibir los correos sobre sus reuniones.',
  'verify.submit': 'Sí, la confirmo',
  'verify.done.title': 'Su dirección está confirmada',
  'verify.done.text': 'Gracias. No tiene que hacer nada más.',
  'verify.dead.title': 'Este enlace ya no sirve',
  'verify.dead.text': 'Quizá su dirección ya esté confirmada. Si no, pida otro correo.',
  'register.title': 'Crear su cuenta',
  'register.invited': 'Tiene una invitación. Elija cómo iniciará sesión a partir de ahora.',
  'register.name': 'Su nombre',
  'register.name.hint': 'Lo ven todas las personas de la reunión.',
  'register.email': 'Correo electrónico',
  'register.password': 'Contraseña',
  'register.password.hint': 'Al menos 8 caracteres.',
  'register.submit': 'Crear la cuenta',
  'register.haveAccount': '¿Ya tiene una cuenta?',
  'register.closed.title': 'Las cuentas las crea su escuela',
  'register.closed.text':
    'Pida un enlace de invitación a la administración. Para entrar en una reunión no necesita ' +
    'cuenta.',
};
