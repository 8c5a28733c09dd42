// SPDX-License-Identifier: MIT
// The German sentences of what went wrong.
import type { Section } from '../catalogue';
import type { errors as english } from '../en/errors';

export const errors: Section<typeof english> = {
  'error.network':
    'Der Server antwortet nicht. Prüfe die Internetverbindung und versuche es noch einmal.',
  'error.bad-answer':
    'Der Server hat anders geantwortet, als diese Seite versteht. Lade die Seite neu.',
  'error.page-outdated': 'Der Server hat eine neuere Fassung dieser Seite. Lade sie neu.',
  'error.internal': 'Auf dem Server ist etwas schiefgegangen. Versuche es gleich noch einmal.',
  'error.overloaded': 'Der Server hat gerade viel zu tun. Versuche es gleich noch einmal.',
  'error.rate-limited':
    'Zu viele Versuche. Warte {seconds} Sekunden und versuche es dann noch einmal.',
  'error.rate-limited.soon':
    'Zu viele Versuche. Warte eine Minute und versuche es dann noch einmal.',
  'error.invalid-credentials':
    'E-Mail oder Passwort stimmt nicht. Prüfe beides und versuche es noch einmal.',
  'error.email-taken': 'Mit dieser E-Mail gibt es schon ein Konto. Melde dich damit an.',
  'error.registration-closed': 'Für ein neues Konto brauchst du eine Einladung der Verwaltung.',
  'error.invitation-invalid':
    'Diese Einladung wurde schon benutzt oder ist zu alt. Bitte um eine neue.',
  'error.not-found':
    'Zu diesem Code gibt es kein Treffen. ' +
    'Prüfe ihn auf Tippfehler oder frage, wer dich eingeladen hat.',
  'error.ended': 'Dieses Treffen ist vorbei.',
  'error.full': 'Der Raum ist voll. Versuche es wieder, wenn jemand gegangen ist.',
  'error.locked': 'Das Treffen ist abgeschlossen: Niemand Neues kommt herein.',
  'error.removed': 'Die Lehrkraft hat dich hinausgebeten. Du darfst wieder anklopfen.',
  'error.banned': 'Der Gastgeber lässt dich nicht in dieses Treffen.',
  'error.not-invited': 'In dieses Treffen kommen nur Eingeladene.',
  'error.denied': 'Der Gastgeber hat abgelehnt. Frage in ein paar Minuten noch einmal.',
  'error.too-many': 'Es warten zu viele Leute auf Einlass. Versuche es später noch einmal.',
  'error.pending': 'Der Gastgeber ist gefragt. Versuche es wieder, sobald er dich hereinlässt.',
  'error.not-started': 'Es ist noch nicht so weit. Der Raum öffnet 15 Minuten vor Beginn.',
  'error.password-required':
    'Dieses Treffen hat ein Passwort. Es steht in deiner Einladung, oder frage die Lehrkraft.',
  'error.password-wrong':
    'Das ist nicht das Passwort. Achte auf Groß- und Kleinschreibung und versuche es noch einmal.',
  'error.password-simple':
    'Dieses Passwort ist ein einfaches Muster. Nimm ein anderes, zum Beispiel einige Wörter.',
  'error.password-common':
    'Dieses Passwort benutzen viele. Nimm ein anderes, zum Beispiel einige Wörter.',
  'error.password-personal':
    'Dieses Passwort ist dein Name, deine E-Mail oder der Name dieser Seite. Nimm ein anderes.',
  'error.forbidden': 'Das darf nur die Lehrkraft.',
  'error.not-signed-in': 'Bitte melde dich zuerst an.',
  'error.session-ended': 'Deine Sitzung ist beendet. Bitte melde dich wieder an.',
  'error.token-expired': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.token-invalid': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.refresh-invalid': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.origin':
    'Diese Seite wurde unter einer Adresse geöffnet, die der Server nicht annimmt. ' +
    'Nimm den Link aus deiner Einladung.',
  'error.bad-field': 'Etwas im Formular wird nicht angenommen. Prüfe, was du getippt hast.',
  'error.bad-field.name':
    'Dieser Name wird nicht angenommen. Nimm sichtbare Zeichen, höchstens 80.',
  'error.bad-field.title':
    'Dieser Titel wird nicht angenommen. Nimm sichtbare Zeichen, höchstens 120.',
  'error.bad-field.email': 'Das ist keine E-Mail-Adresse. Prüfe sie auf Tippfehler.',
  'error.bad-field.password': 'Dieses Passwort wird nicht angenommen. Nimm ein anderes.',
  'error.unknown': 'Das hat nicht geklappt. Versuche es noch einmal.',
};
