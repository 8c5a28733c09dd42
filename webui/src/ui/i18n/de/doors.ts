// SPDX-License-Identifier: MIT
// The German sentences of signing in, and of invitations.
import type { Section } from '../catalogue';
import type { doors as english } from '../en/doors';

export const doors: Section<typeof english> = {
  'signin.title': 'Anmelden',
  'signin.email': 'E-Mail',
  'signin.password': 'Passwort',
  'signin.submit': 'Anmelden',
  'signin.forgot': 'Passwort vergessen?',
  'invited.title': 'Du bist eingeladen. Kommst du?',
  'invited.accept': 'Ja',
  'invited.tentative': 'Vielleicht',
  'invited.decline': 'Nein',
  'invited.told': 'Wer dich eingeladen hat, kennt deine Antwort.',
  'signin.provider': 'Anmelden mit {title}',
  'signin.failed': 'Die Anmeldung dort hat nicht geklappt. Bitte versuche es noch einmal.',
  'signin.noAccount': 'Noch kein Konto?',
  'signin.register': 'Konto anlegen',
  'signin.joinOnly': 'Du willst nur an einem Treffen teilnehmen? Dafür brauchst du kein Konto:',
  'signin.joinOnly.action': 'mit Code beitreten',
  'created.text': 'Schicke das den Leuten, die du sehen willst.',
  'created.copyInvitation': 'Einladung kopieren',
  'created.copyLink': 'Link kopieren',
  'created.password': 'Passwort',
  'invitation.text': '{host} lädt dich zu „{title}“ ein.',
  'invitation.time': 'Wann: {time}',
  'invitation.join': 'Beitreten: {link}',
  'invitation.code': 'Oder tippe auf der Startseite diesen Code: {code}',
  'invitation.password': 'Passwort: {password}',
  'invitation.password.apart': 'Es gibt ein Passwort. Das bekommst du von mir.',
  'answer.pending': 'noch keine Antwort',
  'answer.accepted': 'kommt',
  'answer.declined': 'kommt nicht',
  'answer.tentative': 'vielleicht',
  'answer.revoked': 'zurückgenommen',
};
