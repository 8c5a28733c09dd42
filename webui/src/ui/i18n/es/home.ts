// SPDX-License-Identifier: MIT
// The Spanish sentences of the home page.
import type { Section } from '../catalogue';
import type { home as english } from '../en/home';

export const home: Section<typeof english> = {
  'home.welcome': 'Clases, cara a cara',
  'home.intro':
    'Imagen, voz y pantalla compartida, directamente en el navegador. No hay que instalar nada.',
  'home.join.title': 'Entrar con un código o enlace',
  'home.join.text': '¿Tiene una invitación? Pegue el enlace o escriba el código.',
  'home.join.label': 'Código o enlace',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'Escriba el código de su invitación, por ejemplo kabo-rine-tuda.',
  'home.signin.title': 'Iniciar sesión',
  'home.signin.text': 'Los docentes empiezan y planifican sus clases aquí.',
  'problem.title': 'No se puede abrir esta reunión',
};
