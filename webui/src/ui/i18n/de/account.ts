// SPDX-License-Identifier: MIT
// The German sentences of new accounts and forgotten passwords.
import type { Section } from '../catalogue';
import type { account as english } from '../en/account';

export const account: Section<typeof english> = {
  'forgot.title': 'Passwort vergessen?',
  'forgot.text': 'Gib deine Adresse ein, und du bekommst einen Link für ein neues.',
  'forgot.submit': 'Link schicken',
  'forgot.back': 'Zurück zur Anmeldung',
  'forgot.sent.title': 'Sieh in dein Postfach',
  'forgot.sent.text':
    'Wenn {email} hier ein Konto hat, ist ein Link unterwegs. Er gilt eine Stunde. ' +
    'Nichts da? Sieh im Spam-Ordner nach oder frag deine Schule.',
  'reset.title': 'Neues Passwort wählen',
  'reset.text': 'Danach bist du überall abgemeldet und meldest dich mit dem neuen an.',
  'reset.password': 'Neues Passwort',
  'reset.submit': 'Passwort setzen',
  'reset.done.title': 'Dein Passwort ist geändert',
  'reset.done.text': 'Melde dich jetzt damit an.',
  'reset.dead.title': 'Dieser Link gilt nicht mehr',
  'reset.dead.text': 'Er gilt einmal, eine Stunde lang, und nur der neueste.',
  'reset.dead.action': 'Neuen Link holen',
  'verify.title': 'Ist das deine Adresse?',
  'verify.text': 'Bestätige sie, damit dich Mails über deine Treffen erreichen.',
  'verify.submit': 'Ja, bestätigen',
  'verify.done.title': 'Deine Adresse ist bestätigt',
  'verify.done.text': 'Danke. Mehr ist nicht zu tun.',
  'verify.dead.title': 'Dieser Link gilt nicht mehr',
  'verify.dead.text':
    'Vielleicht ist deine Adresse schon bestätigt. Wenn nicht, lass dir eine neue Mail schicken.',
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
