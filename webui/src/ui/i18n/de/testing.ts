// SPDX-License-Identifier: MIT
// The German sentences of the connection test.
import type { testing as english } from '../en/testing';

export const testing: Record<keyof typeof english, string> = {
  'testing.title': 'Verbindungstest',
  'testing.text':
    'Prüfe, ob dieser Browser, dein Mikrofon, deine Kamera und dein Netz für eine Stunde bereit ' +
    'sind. Das dauert eine halbe Minute. Der Browser fragt nach Mikrofon und Kamera; nichts wird ' +
    'aufgenommen, und niemand hört dich.',
  'testing.code': 'Code deiner Stunde',
  'testing.code.hint':
    'Damit, oder angemeldet, prüft der Test auch den Server, der Ton und Bild überträgt.',
  'testing.start': 'Test starten',
  'testing.again': 'Noch einmal testen',
  'testing.results': 'Was der Test ergab',
  'testing.running': 'Wird geprüft…',
  'testing.waiting': 'Noch nicht geprüft',
  'testing.verdict.good': 'Gut:',
  'testing.verdict.poor': 'Schwach:',
  'testing.verdict.bad': 'Störung:',
  'testing.verdict.unknown': 'Nicht bekannt:',
  'testing.check.browser': 'Browser',
  'testing.check.microphone': 'Mikrofon',
  'testing.check.camera': 'Kamera',
  'testing.check.api': 'Server',
  'testing.check.socket': 'Ständige Verbindung',
  'testing.check.udp': 'Relay über UDP',
  'testing.check.tcp': 'Relay über TCP',
  'testing.check.tls': 'Relay über TLS',
  'testing.check.ipv6': 'IPv6',
  'testing.check.speech': 'Sprache',
  'testing.check.throughput': 'Platz für Bilder',
  'testing.found.browser.able': 'Er kann Anrufe führen.',
  'testing.found.browser.insecure': 'Diese Seite wurde ohne Verschlüsselung geöffnet.',
  'testing.advice.browser.insecure':
    'Öffne die Adresse, die mit https:// beginnt – ohne sie gibt kein Browser ein Mikrofon.',
  'testing.found.browser.too-old': 'Er kann keine Anrufe führen.',
  'testing.advice.browser.too-old':
    'Nimm einen aktuellen Firefox, Chrome, Edge oder Safari, nicht innerhalb einer App.',
  'testing.found.device.there': 'Funktioniert: {name}',
  'testing.found.device.missing': 'Es ist keines da.',
  'testing.advice.microphone.missing': 'Ohne Mikrofon kannst du zuhören und schreiben.',
  'testing.advice.camera.missing': 'Du kannst auch ohne Kamera teilnehmen.',
  'testing.found.device.denied': 'Der Browser lässt diese Seite nicht daran.',
  'testing.advice.device.denied':
    'Drücke oben auf das Zeichen neben der Adresse, erlaube es, und teste noch einmal.',
  'testing.found.device.system': 'Der Computer lässt den Browser nicht daran.',
  'testing.advice.device.system':
    'Erlaube es in den Datenschutz-Einstellungen des Computers.',
  'testing.found.device.busy': 'Ein anderes Programm benutzt es.',
  'testing.advice.device.busy':
    'Schließe andere Programme für Anrufe, und teste noch einmal.',
  'testing.found.device.insecure': 'Nicht ohne verschlüsselte Seite.',
  'testing.found.device.unknown': 'Es startet nicht.',
  'testing.advice.device.unknown':
    'Stecke es aus und wieder ein, oder starte den Browser neu.',
  'testing.found.any.answers': 'Antwortet nach {ms} ms.',
  'testing.found.any.unreached': 'Nicht erreicht.',
  'testing.advice.api.unreached': 'Prüfe, ob du online bist.',
  'testing.advice.socket.unreached':
    'Das Netz, oder ein Programm, das es bewacht, hält WebSockets zurück. Bitte den ' +
    'Betreiber, sie für diese Seite zu erlauben.',
  'testing.found.socket.silent': 'Sie öffnet sich und bleibt dann stumm.',
  'testing.advice.socket.silent':
    'Ein Proxy oder ein Virenscanner öffnet verschlüsselte Verbindungen und hält zurück, was ' +
    'darin gesagt wird. Bitte um eine Ausnahme für diese Seite.',
  'testing.found.relay.reached': 'Erreicht nach {ms} ms.',
  'testing.found.relay.unreached': 'Aus diesem Netz nicht erreicht.',
  'testing.found.relay.refused': 'Erreicht, aber es lehnt ab (Fehler {code}).',
  'testing.advice.relay.refused': 'Sage es der Person, die sich um diese Seite kümmert.',
  'testing.found.relay.not-offered': 'Diese Seite bietet das nicht an.',
  'testing.found.any.left-out': 'Ohne Stunde oder Konto nicht geprüft.',
  'testing.found.any.no-credentials': 'Der Server gab keinen Zugang zum Relay ({code}).',
  'testing.found.ipv6.present': 'Dieser Computer hat eine Adresse.',
  'testing.found.ipv6.absent': 'Keine Adresse gesehen, und keine nötig.',
  'testing.found.ipv6.hidden': 'Der Browser verrät es nicht.',
  'testing.found.speech.clear': '{loss} % verloren, {delay} ms unterwegs.',
  'testing.found.speech.rough': '{loss} % verloren, {delay} ms unterwegs, {jitter} ms ungleich.',
  'testing.advice.speech.rough':
    'Gehe näher ans WLAN, nimm ein Kabel, oder beende Downloads im Haus.',
  'testing.found.speech.broken': '{loss} % verloren, {delay} ms unterwegs.',
  'testing.advice.speech.broken':
    'Andere werden dich kaum verstehen. Versuche ein anderes Netz.',
  'testing.found.speech.silent': 'Nichts kommt durch.',
  'testing.found.throughput.wide': '{rate} Mbit/s hin und zurück.',
  'testing.found.throughput.small': '{rate} Mbit/s hin und zurück: Bilder werden klein.',
  'testing.found.throughput.narrow': '{rate} Mbit/s hin und zurück: nur für Sprache genug.',
  'testing.advice.throughput.narrow':
    'Schalte deine Kamera aus, oder versuche ein anderes Netz.',
  'testing.found.throughput.none': 'Nichts kommt durch.',
  'testing.summary.good': 'Du bist bereit',
  'testing.summary.good.text': 'Alles, was eine Stunde braucht, funktioniert von hier.',
  'testing.summary.relayed-slowly': 'Es geht, mit einem kleinen Nachteil',
  'testing.summary.relayed-slowly.text':
    'Dieses Netz lässt kein UDP durch. Anrufe gehen auf anderem Weg und stocken vielleicht ab ' +
    'und zu.',
  'testing.summary.rough': 'Es geht, und du wirst das Netz bemerken',
  'testing.summary.rough.text':
    'Der Ton kommt in einer Stunde zuerst; Bilder sind vielleicht klein oder bleiben stehen.',
  'testing.summary.no-relay': 'Aus diesem Netz gelingt ein Anruf vielleicht nicht',
  'testing.summary.no-relay.text':
    'Der Server, der Ton und Bild überträgt, wurde auf keinem Weg erreicht. Versuche ein ' +
    'anderes Netz, oder gib den Bericht unten dem Betreiber von diesem.',
  'testing.summary.no-server': 'Eine Stunde geht von hier noch nicht',
  'testing.summary.no-server.text':
    'Unten steht bei der Störung, was du tun kannst.',
  'testing.summary.unfinished': 'So weit, so gut',
  'testing.summary.unfinished.text':
    'Gib den Code deiner Stunde ein, oder melde dich an, um auch den Weg von Ton und ' +
    'Bild zu prüfen.',
  'testing.report.title': 'Bericht',
  'testing.report.text':
    'Für die Person, die dir hilft. Er erzählt von diesem Browser und diesem Netz und enthält ' +
    'keinen Namen, keine Adresse und kein Passwort.',
  'testing.report.copy': 'Bericht kopieren',
  'testing.report.mail': 'Per Mail schicken',
  'testing.mail.subject': 'Verbindungstest',
};
