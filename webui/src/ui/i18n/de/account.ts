// SPDX-License-Identifier: MIT
// The German sentences of signing in and new accounts.
import type { Section } from '../catalogue';
import type { account as english } from '../en/account';

export const account: Section<typeof english> = {
  'signin.title': 'Anmelden',
  'signin.email': 'E-Mail',
  'signin.password': 'Passwort',
  'signin.submit': 'Anmelden',
  'signin.provider': 'Anmelden mit {title}',
  'signin.failed': 'Die Anmeldung dort hat nicht geklappt. Bitte versuche es noch einmal.',
  'signin.noAccount': 'Noch kein Konto?',
  'signin.register': 'Konto anlegen',
  'signin.joinOnly': 'Du willst nur an einem Treffen teilnehmen? Dafür brauchst du kein Konto:',
  'signin.joinOnly.action': 'mit Code beitreten',
  'register.title': 'Konto anlegen',
  'register.invited': 'Du bist eingeladen. Wähle, womit du dich künftig anmeldest.',
  'register.name': 'Dein Name',
  'register.name.hint': 'So sehen ihn die anderen.',
  'register.email': 'E-Mail',
  'register.password': 'Passwort',
  'register.password.hint': 'Mindestens 8 Zeichen.',
  'register.submit': 'Konto anlegen',
  'register.haveAccount': 'Du hast schon ein Konto?',
  'register.closed.title': 'Konten legt die Schule an',
  'register.closed.text':
    'Bitte die Verwaltung um einen Einladungslink. ' +
      'Um an einem Treffen teilzunehmen, brauchst du kein Konto.',
};
