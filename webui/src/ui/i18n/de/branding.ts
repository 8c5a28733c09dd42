// SPDX-License-Identifier: MIT
// The German sentences of the settings of the site and its first steps.
import type { Section } from '../catalogue';
import type { branding as english } from '../en/branding';

export const branding: Section<typeof english> = {
  'admin.settings': 'Einstellungen',
  'admin.settings.save': 'Speichern',
  'admin.settings.saved': 'Gespeichert. Es gilt ab jetzt.',
  'admin.settings.fixed': 'Das legt die Konfiguration des Servers fest; geändert wird es dort.',
  'admin.settings.wrong': 'Eine der Zahlen ist keine. Bitte sieh noch einmal hin.',
  'admin.look': 'Name und Aussehen',
  'admin.look.about':
    'Seiten, Mails und die installierte App zeigen sie. Nachts wird die Farbe von selbst ' +
    'heller, wenn du keine wählst.',
  'admin.general': 'Menschen',
  'admin.recordings': 'Aufzeichnungen',
  'admin.recordings.on': 'werden hier aufbewahrt',
  'admin.recordings.off': 'werden nicht aufbewahrt',
  'admin.recordings.about':
    'Eine Stunde Film hat etwa 0,5 bis 1 GB. Eine neue Zahl von Tagen gilt für neue ' +
    'Aufzeichnungen.',
  'admin.setting.site.name': 'Name der Seite',
  'admin.setting.site.contact': 'E-Mail von jemandem, der hilft',
  'admin.setting.site.language': 'Sprache, wenn sonst nichts bekannt ist',
  'admin.setting.auth.registration': 'Wer ein Konto anlegen darf',
  'admin.setting.recordings.enabled': 'Aufzeichnungen',
  'admin.setting.recordings.largest': 'Größte Aufzeichnung, in GB',
  'admin.setting.recordings.quota_per_person': 'Alle einer Person, in GB',
  'admin.setting.recordings.quota': 'Alle der Seite, in GB',
  'admin.setting.recordings.retention': 'Tage der Aufbewahrung',
  'admin.setting.branding.color': 'Farbe am Tag',
  'admin.setting.branding.night_color': 'Farbe bei Nacht',
  'admin.language.none': 'Die des Browsers, sonst Englisch',
  'admin.language.about':
    'Sie gilt, wo ein Browser keine unserer Sprachen verlangt, und in Mails an alle, die ' +
    'keine gewählt haben.',
  'admin.registration.open': 'alle',
  'admin.registration.invited': 'wer einen Link der Verwaltung hat',
  'admin.registration.closed': 'niemand',
  'admin.logo': 'Logo',
  'admin.logo.now': 'Das Logo, wie es jetzt ist',
  'admin.logo.choose': 'Bild wählen',
  'admin.logo.other': 'Anderes wählen',
  'admin.logo.remove': 'Entfernen',
  'admin.logo.hint': 'Eine Datei als PNG, JPEG oder WebP; sie wird hier verkleinert.',
  'admin.logo.wrong':
    'Dieses Bild taugt nicht als Logo. Wähle eine Datei als PNG, JPEG oder WebP.',
  'admin.color.wrong': 'Eine Farbe schreibt man #rrggbb.',
  'admin.color.hint': 'Leer: die übliche Farbe',
  'admin.color.readable': 'Gut lesbar (Kontrast {ratio} zu 1)',
  'admin.color.unreadable':
    'Das ist nicht lesbar: Der Kontrast ist {ratio} zu 1, nötig sind 4,5.',
  'admin.color.unsaved':
    'Eine der Farben ist nicht lesbar. Nimm die nächste lesbare oder eine andere.',
  'admin.color.nearest': '{color} nehmen',
  'admin.color.pick': '{label}: wählen',
  'first.title': 'Erste Schritte',
  'first.about':
    'Was eine neue Seite braucht. Jeder Schritt prüft sich selbst; überspringe, was du ' +
    'nicht brauchst.',
  'first.verdict.good': 'erledigt',
  'first.verdict.bad': 'braucht einen Blick',
  'first.verdict.open': 'offen',
  'first.skipped': 'übersprungen',
  'first.skip': 'Überspringen',
  'first.skip.one': '„{title}“ überspringen',
  'first.name': 'Name',
  'first.address': 'Adresse',
  'first.address.open':
    'Du bist auf {here}. Links in Mails brauchen eine Adresse, die bleibt: Trage sie als ' +
    'public_url in die Konfiguration ein.',
  'first.address.good': 'Links beginnen mit {there}, wo du gerade bist.',
  'first.address.bad':
    'Links beginnen mit {there}, du bist aber auf {here}. Eine der beiden ist nicht die, ' +
    'die alle benutzen.',
  'first.certificate.good': 'Dein Browser vertraut dieser Verbindung.',
  'first.certificate.none':
    'Diese Seite kam unverschlüsselt: Browser geben ihr weder Kamera noch Mikrofon. ' +
    'Richte ein Zertifikat ein.',
  'first.mail.none':
    'Kein Mailserver ist eingerichtet: Einladungen und Erinnerungen gehen nicht hinaus. ' +
    'Der Abschnitt [mail] der Konfiguration nennt einen.',
  'first.mail.about': 'Eine Testmail geht an deine eigene Adresse.',
  'first.mail.test': 'Testmail senden',
  'first.mail.sent': 'Der Mailserver hat die Mail an {to} angenommen. Sieh nach, ob sie ankommt.',
  'first.mail.waits': 'Die Mail wartet noch. Die Seite „Mails“ sagt gleich mehr.',
  'first.call': 'Testanruf',
  'first.call.about': 'Der Verbindungstest prüft Kamera, Mikrofon und jeden Weg durch Firewalls.',
  'first.call.go': 'Zum Verbindungstest',
  'first.done': 'Ich bin fertig',
};
