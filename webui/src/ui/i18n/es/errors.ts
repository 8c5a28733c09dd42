// SPDX-License-Identifier: MIT
// The Spanish sentences of what went wrong.
import type { Section } from '../catalogue';
import type { errors as english } from '../en/errors';

export const errors: Section<typeof english> = {
  'error.network':
    'No se puede conectar con el servidor. Compruebe su conexión a Internet e inténtelo de nuevo.',
  'error.bad-answer':
    'El servidor ha respondido algo que esta página no entiende. Recargue la página.',
  'error.page-outdated':
    'El servidor tiene una versión más nueva de esta página. Recargue la página.',
  'error.internal': 'Algo ha fallado en el servidor. Inténtelo de nuevo en un momento.',
  'error.overloaded': 'El servidor está muy ocupado. Inténtelo de nuevo en un momento.',
  'error.rate-limited': 'Demasiados intentos. Espere {seconds} s e inténtelo de nuevo.',
  'error.rate-limited.soon': 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
  'error.invalid-credentials':
    'El correo o la contraseña no son correctos. Compruebe ambos e inténtelo de nuevo.',
  'error.email-taken': 'Ya hay una cuenta con este correo. Inicie sesión con ella.',
  'error.registration-closed':
    'Para crear una cuenta hace falta una invitación de su administración.',
  'error.invitation-invalid': 'Esta invitación ya se ha usado o ha caducado. Pida otra.',
  'error.not-found':
    'No hay ninguna reunión con este código. Compruebe si hay una errata o pregunte a quien le ' +
    'ha invitado.',
  'error.ended': 'Esta reunión ha terminado.',
  'error.full': 'La sala está llena. Inténtelo de nuevo cuando alguien haya salido.',
  'error.locked': 'El anfitrión ha bloqueado esta reunión: ya no entra nadie más.',
  'error.removed': 'Un anfitrión le ha sacado de la sala. Puede volver a pedir entrar.',
  'error.banned': 'El anfitrión no le deja entrar en esta reunión.',
  'error.not-invited': 'En esta reunión solo entran las personas invitadas.',
  'error.denied': 'El anfitrión ha rechazado su solicitud. Puede volver a pedirlo en unos minutos.',
  'error.too-many': 'Hay demasiadas personas esperando. Inténtelo más tarde.',
  'error.pending': 'El anfitrión ya tiene su solicitud. Inténtelo de nuevo cuando le admita.',
  'error.not-started':
    'Aún no es la hora. La sala abre 15 minutos antes de que empiece la reunión.',
  'error.password-required':
    'Esta reunión tiene contraseña. Está en su invitación; si no, pregunte al anfitrión.',
  'error.password-wrong':
    'La contraseña no es correcta. Compruebe las mayúsculas e inténtelo de nuevo.',
  'error.password-simple':
    'Esta contraseña sigue un patrón sencillo. Elija otra, por ejemplo unas palabras sin relación.',
  'error.password-common':
    'Mucha gente usa esta contraseña. Elija otra, por ejemplo unas palabras sin relación.',
  'error.password-personal':
    'Esta contraseña es su nombre, su correo o el nombre de este sitio. Elija otra.',
  'error.forbidden': 'Solo el anfitrión puede hacerlo.',
  'error.not-signed-in': 'Inicie sesión primero.',
  'error.session-ended': 'Su sesión ha terminado. Inicie sesión de nuevo.',
  'error.token-expired': 'Se ha cerrado su sesión. Inicie sesión de nuevo.',
  'error.token-invalid': 'Se ha cerrado su sesión. Inicie sesión de nuevo.',
  'error.refresh-invalid': 'Se ha cerrado su sesión. Inicie sesión de nuevo.',
  'error.origin':
    'Esta página se ha abierto en una dirección que el servidor no acepta. Use el enlace de su ' +
    'invitación.',
  'error.bad-field': 'Hay algo en el formulario que no se acepta. Compruebe lo que ha escrito.',
  'error.bad-field.name':
    'Este nombre no se acepta. Use letras visibles, 80 caracteres como máximo.',
  'error.bad-field.title':
    'Este título no se acepta. Use letras visibles, 120 caracteres como máximo.',
  'error.bad-field.email': 'No es una dirección de correo. Compruebe si hay una errata.',
  'error.bad-field.password': 'Esta contraseña no se acepta. Elija otra.',
  'error.unknown': 'No ha funcionado. Inténtelo de nuevo.',
};
