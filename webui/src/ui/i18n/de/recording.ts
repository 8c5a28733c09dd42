// SPDX-License-Identifier: MIT
// Die deutschen Sätze für das Aufnehmen im Raum und für Filme, die auf diesem Gerät liegen.
export const recording = {
  'recording.title': 'Aufnahme',
  'recording.start.title': 'Die Stunde aufnehmen?',
  'recording.start.asked':
    'Alle im Raum erfahren es und werden gefragt. Wer nicht Ja sagt, ist nicht in der ' +
    'Aufnahme: kein Bild, keine Stimme, kein Name.',
  'recording.start.server':
    'Die Aufnahme geht schon währenddessen zum Server. Du findest sie unter „Aufnahmen“, der ' +
    'Gastgeber auch.',
  'recording.start.here':
    'Auf dem Server ist kein Platz für Aufnahmen. Du kannst sie danach auf diesem Gerät speichern.',
  'recording.start.little':
    'Für deine Aufnahmen sind nur noch {left} frei. Lösche zuerst alte Aufnahmen.',
  'recording.start': 'Aufnahme starten',
  'recording.failed':
    'Die Aufnahme hat nicht begonnen. Lade die Seite neu und versuche es noch einmal.',
  'recording.unable':
    'Dieser Browser kann nicht aufnehmen. Nimm Chrome, Edge, Firefox oder Safari.',
  'recording.pause': 'Pause',
  'recording.resume': 'Weiter aufnehmen',
  'recording.pause.text':
    'In der Pause wird nichts aufgenommen; im Film ist an der Stelle später ein Schnitt.',
  'recording.people': 'Wer in der Aufnahme ist',
  'recording.in': 'in der Aufnahme',
  'recording.notIn': 'nicht dabei',
  'recording.sending': 'Unterwegs zum Server: noch {left}.',
  'recording.waiting': 'Der Server ist nicht erreichbar; es geht von selbst weiter: noch {left}.',
  'recording.progress': 'Wie viel der Server hat',
  'recording.save': 'Auf diesem Gerät speichern',
  'recording.discard': 'Wegwerfen',
  'recording.by': '{name} nimmt diese Stunde auf.',
  'recording.listener': '{name} nimmt diese Stunde auf. Du bist nicht dabei.',
  'recording.youIn': 'Du bist in der Aufnahme.',
  'recording.youNotIn': 'Du bist nicht in der Aufnahme.',
  'recording.takeOut': 'Mich ab jetzt weglassen',
  'recording.putIn': 'Ich darf dabei sein',
  'recording.before': 'Was vorher aufgenommen wurde, bleibt darin.',
  'recording.over': 'Niemand nimmt mehr auf.',
  'recording.sign': 'REC',
  'recording.sign.paused': 'Pause',
  'recording.sign.own': 'Du nimmst auf. Pause oder beenden',
  'recording.sign.ownPaused': 'Deine Aufnahme macht Pause. Weiter oder beenden',
  'recording.sign.by': '{name} nimmt diese Stunde auf',
  'recording.sign.byPaused': '{name} macht Pause mit der Aufnahme',
  'recording.sign.sending': 'Speichert …',
  'recording.sign.kept': 'Nicht gespeichert',
  'recording.end.full': 'Für die Aufnahme ist kein Platz mehr, darum ist sie zu Ende.',
  'recording.end.largest':
    'Die Aufnahme ist so groß, wie der Server sie nimmt, darum ist sie zu Ende.',
  'recording.end.broken': 'Der Browser hat die Aufnahme beendet.',
  'recording.end.forbidden': 'Du darfst nicht mehr aufnehmen, darum ist die Aufnahme zu Ende.',
  'recording.done.one':
    'Die Aufnahme ist gespeichert: {count} Minute. Du findest sie bei ' +
    '„Aufnahmen“.',
  'recording.done.other':
    'Die Aufnahme ist gespeichert: {count} Minuten.',
  'recording.refused.off': 'Der Server nimmt keine Aufnahmen. Speichere sie auf diesem Gerät.',
  'recording.refused.quota-used':
    'Dein Platz für Aufnahmen ist voll. Lösche alte oder speichere diese auf diesem Gerät.',
  'recording.refused.storage-full':
    'Die Platte des Servers ist voll. Versuche es später oder speichere auf diesem Gerät.',
  'recording.refused.recording-too-large':
    'Die Aufnahme ist größer, als der Server sie nimmt. Speichere sie auf diesem Gerät.',
  'recording.refused.too-many':
    'Vier Aufnahmen sind schon unterwegs. Versuche es, wenn eine davon angekommen ist.',
  'recording.refused.released':
    'Ein Teil der Aufnahme ist weder hier noch auf dem Server noch vorhanden.',
  'recording.refused.other':
    'Der Server hat die Aufnahme nicht genommen; sie ist auf diesem Gerät.',
  'recording.left': 'Deine Aufnahme von {time} wurde nicht fertig',
  'recording.left.text': '{title}, {size}. Sie liegt nur auf diesem Gerät.',
  'recording.see': 'Ansehen',
  'recording.left.upload': 'Hochladen',
  'recording.left.done':
    'Deine Aufnahme von {time} ist gespeichert.',
} as const;
