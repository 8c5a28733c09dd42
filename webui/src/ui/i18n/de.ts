// SPDX-License-Identifier: MIT
// Every sentence of the UI in German.
import type { Catalogue } from './en';

export const de: Catalogue = {
  'app.join': 'Beitreten',
  'app.signIn': 'Anmelden',
  'app.signOut': 'Abmelden',
  'app.home': 'Startseite',
  'app.theme': 'Farben',
  'app.theme.auto': 'wie das Gerät',
  'app.theme.light': 'hell',
  'app.theme.dark': 'dunkel',
  'app.close': 'Schließen',
  'app.cancel': 'Abbrechen',
  'app.retry': 'Noch einmal versuchen',
  'app.back': 'Zurück',
  'app.understood': 'OK',
  'app.copied': 'Kopiert',
  'app.loading': 'Einen Moment …',
  'app.missing.title': 'Diese Seite gibt es nicht',
  'app.missing.text':
    'Vielleicht steckt in der Adresse ein Tippfehler. Von der Startseite geht es überallhin.',
  'app.missing.action': 'Zur Startseite',

  'home.welcome': 'Unterricht von Angesicht zu Angesicht',
  'home.intro': 'Bild, Ton und Bildschirm direkt im Browser. Nichts zu installieren.',
  'home.join.title': 'Mit Code oder Link beitreten',
  'home.join.text': 'Du hast eine Einladung? Füge den Link ein oder tippe den Code.',
  'home.join.label': 'Code oder Link',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'Tippe den Code aus deiner Einladung, zum Beispiel kabo-rine-tuda.',
  'home.signin.title': 'Anmelden',
  'home.signin.text': 'Lehrkräfte beginnen und planen hier ihre Treffen.',
  'home.hello': 'Hallo, {name}',
  'home.start': 'Jetzt starten',
  'home.create': 'Neues Treffen',
  'home.instantTitle': 'Treffen mit {name}',
  'home.meetings': 'Deine Treffen',
  'home.meetings.empty.title': 'Noch keine Treffen',
  'home.meetings.empty.text':
    'Starte jetzt eines, oder lege eines an und verschicke den Link vorab.',
  'home.meetings.more': 'Mehr zeigen',
  'home.meetings.ended': 'Beendet',
  'home.meetings.show': 'Welche Treffen',
  'home.meetings.open': 'Offen',
  'home.meetings.past': 'Vorbei',
  'home.meetings.past.empty': 'Hier stehen später die Treffen, die vorbei sind.',
  'home.present': '{count} im Raum',
  'home.host': 'mit {name}',
  'home.copyLink': 'Link von {title} kopieren',
  'home.openMeeting': '{title} beitreten',

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

  'create.title': 'Neues Treffen',
  'create.name': 'Titel',
  'create.name.placeholder': 'Algebra, Klasse 8',
  'create.when': 'Wann',
  'create.now': 'Jetzt',
  'create.later': 'Später',
  'create.start': 'Datum und Uhrzeit',
  'create.start.hint': 'Der Raum öffnet 15 Minuten vorher.',
  'create.zone': 'Zeitzone',
  'create.zone.unknown': 'Dein Browser nennt seine Zeitzone nicht. Bitte wähle sie.',
  'create.start.past': 'Wähle einen Zeitpunkt, der noch kommt.',
  'create.duration': 'Wie lange',
  'create.minutes': '{count} Minuten',
  'create.password': 'Passwort (wenn gewünscht)',
  'create.password.hint': 'Alle außer dir müssen es eintippen.',
  'create.more': 'Weitere Einstellungen',
  'create.max': 'Höchstens so viele gleichzeitig',
  'create.max.hint':
    'Jedes Bild geht direkt an alle. Mehr als 12 verlangen Handys und langsamen Leitungen viel ab.',
  'create.submit': 'Treffen anlegen',
  'created.title': 'Bereit: {title}',
  'created.text': 'Schicke das den Leuten, die du sehen willst.',
  'created.link': 'Link',
  'created.code': 'Code',
  'created.code.hint':
    'Am Telefon leicht zu sagen. Er gehört auf der Startseite unter „Beitreten“.',
  'created.copyInvitation': 'Einladung kopieren',
  'created.copyLink': 'Link kopieren',
  'created.share': 'Teilen …',
  'created.start': 'Treffen starten',
  'created.open': 'Raum öffnen',
  'created.password': 'Passwort',
  'invitation.text': '{host} lädt dich zu „{title}“ ein.',
  'invitation.time': 'Wann: {time}',
  'invitation.join': 'Beitreten: {link}',
  'invitation.code': 'Oder tippe auf der Startseite diesen Code: {code}',
  'invitation.password': 'Passwort: {password}',

  'lobby.host': 'mit {name}',
  'lobby.present.none': 'Noch ist niemand da.',
  'lobby.present.one': 'Eine Person ist schon da.',
  'lobby.present.many': '{count} Personen sind schon da.',
  'lobby.scheduled': 'Geplant für {time}',
  'lobby.name': 'Dein Name',
  'lobby.name.empty': 'Bitte tippe deinen Namen, damit die anderen wissen, wer kommt.',
  'lobby.password': 'Passwort des Treffens',
  'lobby.join': 'Beitreten',
  'lobby.joining': 'Einen Moment …',
  'lobby.waiting': 'Ein neuer Versuch folgt von selbst in {seconds} s.',
  'lobby.devices': 'Kamera und Mikrofon',
  'lobby.camera': 'Kamera',
  'lobby.microphone': 'Mikrofon',
  'lobby.speaker': 'Lautsprecher',
  'lobby.level': 'Pegel des Mikrofons',
  'lobby.preview': 'Dein Bild',
  'lobby.cameraOff': 'Die Kamera ist aus',
  'lobby.asking': 'Dein Browser fragt nach Kamera und Mikrofon. Bitte erlaube beides.',
  'lobby.asUser': 'Du nimmst als {name} teil.',
  'lobby.signInInstead': 'Stattdessen anmelden',
  'lobby.deviceDefault': 'Gerät',

  'trouble.denied.both':
    'Kamera und Mikrofon sind gesperrt. ' +
      'Erlaube sie links neben der Adresse und versuche es noch einmal.',
  'trouble.denied.camera':
    'Die Kamera ist gesperrt. Erlaube sie links neben der Adresse und versuche es noch einmal.',
  'trouble.denied.microphone':
    'Das Mikrofon ist gesperrt. Erlaube es links neben der Adresse und versuche es noch einmal.',
  'trouble.missing.both':
    'Keine Kamera und kein Mikrofon gefunden. ' +
      'Stecke sie an und versuche es noch einmal; beitreten geht auch ohne.',
  'trouble.missing.camera':
    'Keine Kamera gefunden. ' +
      'Du kannst ohne beitreten, oder stecke eine an und versuche es noch einmal.',
  'trouble.missing.microphone':
    'Kein Mikrofon gefunden. Stecke eines an und versuche es noch einmal; ' +
      'bis dahin hören dich die anderen nicht.',
  'trouble.busy.both':
    'Ein anderes Programm benutzt Kamera und Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.busy.camera':
    'Ein anderes Programm benutzt die Kamera. Schließe es und versuche es noch einmal.',
  'trouble.busy.microphone':
    'Ein anderes Programm benutzt das Mikrofon. Schließe es und versuche es noch einmal.',
  'trouble.insecure.both':
    'Browser geben Kamera und Mikrofon nur sicheren Seiten. ' +
      'Öffne dieses Treffen mit seinem https://-Link.',
  'trouble.unknown.both':
    'Kamera und Mikrofon sind nicht angesprungen. ' +
      'Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.camera':
    'Die Kamera ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.unknown.microphone':
    'Das Mikrofon ist nicht angesprungen. Versuche es noch einmal oder starte den Browser neu.',
  'trouble.picture': 'Hier wird es erlaubt: das Zeichen am linken Ende der Adresszeile',
  'device.gone.microphone': 'Dein Mikrofon ist weg. Die anderen hören dich nicht mehr.',
  'device.gone.camera': 'Deine Kamera ist weg. Die anderen sehen dich nicht mehr.',
  'device.lost.microphone': 'Dein Mikrofon ist weg. Jetzt in Gebrauch: {label}.',
  'device.lost.camera': 'Deine Kamera ist weg. Jetzt in Gebrauch: {label}.',
  'device.busy.microphone':
    'Ein anderes Programm benutzt das gewählte Mikrofon. Jetzt in Gebrauch: {label}.',
  'device.busy.camera':
    'Ein anderes Programm benutzt die gewählte Kamera. Jetzt in Gebrauch: {label}.',
  'device.failed.microphone':
    'Das gewählte Mikrofon ist nicht angesprungen. Jetzt in Gebrauch: {label}.',
  'device.failed.camera':
    'Die gewählte Kamera ist nicht angesprungen. Jetzt in Gebrauch: {label}.',

  'room.controls': 'Bedienung des Treffens',
  'room.mic.on': 'Mikrofon',
  'room.mic.mute': 'Mikrofon stumm schalten',
  'room.mic.unmute': 'Mikrofon einschalten',
  'room.camera': 'Kamera',
  'room.camera.stop': 'Kamera ausschalten',
  'room.camera.start': 'Kamera einschalten',
  'room.share': 'Teilen',
  'room.share.start': 'Bildschirm teilen',
  'room.share.stop': 'Nicht mehr teilen',
  'room.share.failed':
    'Das Teilen hat nicht geklappt. Wähle das Fenster oder den Bildschirm noch einmal.',
  'room.chat': 'Chat',
  'room.people': 'Leute',
  'room.hand': 'Hand',
  'room.hand.raise': 'Hand heben',
  'room.hand.lower': 'Hand senken',
  'room.more': 'Mehr',
  'room.leave': 'Verlassen',
  'room.end': 'Für alle beenden',
  'room.end.title': 'Das Treffen für alle beenden?',
  'room.end.text': 'Alle werden getrennt, und der Link gilt nicht mehr.',
  'room.end.failed':
    'Das Treffen ließ sich nicht beenden. Prüfe die Verbindung und versuche es noch einmal.',
  'room.devices': 'Kamera und Mikrofon',
  'room.invite': 'Einladen',
  'room.details': 'Verbindung im Einzelnen',
  'room.fullscreen': 'Ganzer Bildschirm',
  'room.fullscreen.leave': 'Zurück zum Fenster',
  'room.you': 'Du',
  'room.alone.title': 'Du bist als Erste oder Erster da',
  'room.alone.text': 'Schicke den anderen den Link. Sie erscheinen hier, sobald sie beitreten.',
  'room.connecting': 'Verbindet …',
  'room.unstable': 'Verbindung ist schwach …',
  'room.away': 'Verbindet neu …',
  'room.screenOf': '{name} teilt den Bildschirm',
  'room.yourScreen': 'Du teilst gerade',
  'room.muted': 'Stumm',
  'room.handUp': 'Hand ist oben',
  'room.joining': 'Der Raum öffnet sich …',
  'room.stuck.title': 'Der Raum öffnet sich nicht',
  'room.stuck.text':
    'Der Server ist nicht zu erreichen. Prüfe deine Internetverbindung. ' +
    'In einer Schule oder Firma kann eine Firewall oder ein Proxy Treffen sperren: ' +
    'Frage, wer sich darum kümmert.',
  'room.reconnecting.media': 'Verbindet neu … Ihr hört und seht euch weiter; der Chat wartet.',
  'room.reconnecting.alone': 'Verbindet neu … Für dich ist nichts zu tun.',
  'room.reconnect.now': 'Jetzt',
  'room.tapToHear': 'Tippen, um die anderen zu hören',
  'room.stage': 'Bühne',
  'notice.peer-joined': '{name} ist da',
  'notice.peer-left': '{name} ist gegangen',
  'notice.hand-raised': '{name} hebt die Hand',
  'notice.screen-started': '{name} teilt den Bildschirm',
  'notice.reconnected': 'Du bist wieder verbunden',

  'chat.title': 'Chat',
  'chat.empty': 'Sag Hallo. Alle im Raum lesen mit.',
  'chat.label': 'Nachricht an alle',
  'chat.placeholder': 'Nachricht an alle',
  'chat.send': 'Senden',
  'chat.tooLong': 'Das ist zu lang für eine Nachricht.',
  'chat.offline':
    'Nicht gesendet: Die Leitung zum Server ist unterbrochen. Sie kommt von selbst wieder.',
  'chat.sending': 'Wird gesendet …',
  'chat.failed': 'Nicht gesendet.',
  'chat.again': 'Noch einmal senden',
  'chat.below': 'Neue Nachrichten',
  'chat.you': 'Du',
  'chat.unread': '{count} ungelesen',

  'people.title': 'Leute',
  'people.you': '{name} (du)',
  'people.host': 'Leitung',
  'people.volume': 'Lautstärke von {name}',
  'people.mic.on': 'Mikrofon an',
  'people.mic.off': 'Stumm',
  'people.camera.on': 'Kamera an',
  'people.camera.off': 'Kamera aus',

  'details.title': 'Verbindung im Einzelnen',
  'details.empty': 'Noch ist niemand sonst da.',
  'details.state': 'Zustand',
  'details.route': 'Weg',
  'details.route.direct': 'direkt ({protocol})',
  'details.route.relay': 'über das Relay ({protocol})',
  'details.delay': 'Hin und zurück',
  'details.picture': 'Bild',
  'details.frames': 'Bilder empfangen',
  'details.lost': 'Pakete verloren',
  'details.traffic': 'Empfangen / gesendet',
  'details.version': 'Version {version}',

  'left.left.title': 'Du hast das Treffen verlassen',
  'left.ended.title': 'Das Treffen ist beendet',
  'left.replaced.title': 'Du bist von woanders beigetreten',
  'left.refused.title': 'Du konntest nicht im Raum bleiben',
  'left.left.text': 'Die Tür steht noch offen.',
  'left.ended.text': 'Danke, dass du da warst.',
  'left.replaced.text':
    'Dieselbe Person kann nur einmal im Raum sein. ' +
      'Dieses Fenster wurde zugunsten des neueren geschlossen.',
  'left.signed-out.title': 'Du wurdest abgemeldet',
  'left.signed-out.text': 'Deine Sitzung ist beendet, deshalb hast du den Raum verlassen.',
  'left.rejoin': 'Wieder beitreten',

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
  'error.banned': 'Der Gastgeber lässt dich nicht in dieses Treffen.',
  'error.not-invited': 'In dieses Treffen kommen nur Eingeladene.',
  'error.denied': 'Der Gastgeber hat abgelehnt. Frage in ein paar Minuten noch einmal.',
  'error.too-many': 'Es warten zu viele Leute auf Einlass. Versuche es später noch einmal.',
  'error.pending': 'Der Gastgeber ist gefragt. Versuche es wieder, sobald er dich hereinlässt.',
  'error.not-started': 'Es ist noch nicht so weit. Der Raum öffnet 15 Minuten vor Beginn.',
  'error.password-required':
    'Dieses Treffen hat ein Passwort. Es steht in deiner Einladung, oder frage die Leitung.',
  'error.password-wrong':
    'Das ist nicht das Passwort. Achte auf Groß- und Kleinschreibung und versuche es noch einmal.',
  'error.password-simple':
    'Dieses Passwort ist ein einfaches Muster. Nimm ein anderes, zum Beispiel einige Wörter.',
  'error.password-common':
    'Dieses Passwort benutzen viele. Nimm ein anderes, zum Beispiel einige Wörter.',
  'error.password-personal':
    'Dieses Passwort ist dein Name, deine E-Mail oder der Name dieser Seite. Nimm ein anderes.',
  'error.forbidden': 'Das darf nur die Leitung.',
  'error.not-signed-in': 'Bitte melde dich zuerst an.',
  'error.session-ended': 'Deine Sitzung ist beendet. Bitte melde dich wieder an.',
  'error.token-expired': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.token-invalid': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.refresh-invalid': 'Du wurdest abgemeldet. Bitte melde dich wieder an.',
  'error.origin':
    'Diese Seite wurde unter einer Adresse geöffnet, die der Server nicht annimmt. ' +
      'Nimm den Link aus deiner Einladung.',
  'error.unknown': 'Das hat nicht geklappt. Versuche es noch einmal.',
};
