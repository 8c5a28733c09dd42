// SPDX-License-Identifier: MIT
// The English sentences of the connection test.
export const testing = {
  'testing.title': 'Connection test',
  'testing.text':
    'See whether this browser, your microphone and camera, and your network are ready for a ' +
    'lesson. It takes half a minute. Your browser asks for the microphone and the camera; ' +
    'nothing is recorded, and nobody hears you.',
  'testing.code': 'Code of your lesson',
  'testing.code.hint':
    'With it, or signed in, the test also tries the server that carries sound and picture.',
  'testing.start': 'Start the test',
  'testing.again': 'Test again',
  'testing.results': 'What the test found',
  'testing.running': 'Testing…',
  'testing.waiting': 'Not tested yet',
  'testing.verdict.good': 'Good:',
  'testing.verdict.poor': 'Poor:',
  'testing.verdict.bad': 'Trouble:',
  'testing.verdict.unknown': 'Not known:',
  'testing.check.browser': 'Browser',
  'testing.check.microphone': 'Microphone',
  'testing.check.camera': 'Camera',
  'testing.check.api': 'Server',
  'testing.check.socket': 'Live connection',
  'testing.check.udp': 'Relay over UDP',
  'testing.check.tcp': 'Relay over TCP',
  'testing.check.tls': 'Relay over TLS',
  'testing.check.ipv6': 'IPv6',
  'testing.check.speech': 'Speech',
  'testing.check.throughput': 'Room for pictures',
  'testing.found.browser.able': 'It can make calls.',
  'testing.found.browser.insecure': 'This page was opened without encryption.',
  'testing.advice.browser.insecure':
    'Open the address that begins with https:// – no browser gives a microphone without it.',
  'testing.found.browser.too-old': 'It cannot make calls.',
  'testing.advice.browser.too-old':
    'Use a current Firefox, Chrome, Edge or Safari, outside of another app.',
  'testing.found.device.there': 'It works: {name}',
  'testing.found.device.missing': 'None is there.',
  'testing.advice.microphone.missing': 'Without one you can listen and write.',
  'testing.advice.camera.missing': 'You can take part without one.',
  'testing.found.device.denied': 'The browser does not let this page use it.',
  'testing.advice.device.denied':
    'Press the symbol beside the address at the top, allow it, and test again.',
  'testing.found.device.system': 'The computer does not let the browser use it.',
  'testing.advice.device.system': 'Allow it in the privacy settings of the computer.',
  'testing.found.device.busy': 'Another program uses it.',
  'testing.advice.device.busy': 'Close other programs that make calls, and test again.',
  'testing.found.device.insecure': 'Not without an encrypted page.',
  'testing.found.device.unknown': 'It does not start.',
  'testing.advice.device.unknown': 'Unplug it and plug it in again, or restart the browser.',
  'testing.found.any.answers': 'It answers after {ms} ms.',
  'testing.found.any.unreached': 'It was not reached.',
  'testing.advice.api.unreached': 'Check that you are online.',
  'testing.advice.socket.unreached':
    'The network, or a program that guards it, holds WebSockets back. Ask whoever runs it to ' +
    'allow them for this site.',
  'testing.found.socket.silent': 'It opens, and then says nothing.',
  'testing.advice.socket.silent':
    'A proxy or a virus scanner opens encrypted connections and holds what is said on them. Ask ' +
    'for an exception for this site.',
  'testing.found.relay.reached': 'Reached after {ms} ms.',
  'testing.found.relay.unreached': 'Not reached from this network.',
  'testing.found.relay.refused': 'Reached, but it refuses (error {code}).',
  'testing.advice.relay.refused': 'Tell whoever looks after this site.',
  'testing.found.relay.not-offered': 'This site does not offer it.',
  'testing.found.any.left-out': 'Not tested without a lesson or an account.',
  'testing.found.any.no-credentials': 'The server gave no pass for the relay ({code}).',
  'testing.found.ipv6.present': 'This computer has an address.',
  'testing.found.ipv6.absent': 'No address seen, and none is needed.',
  'testing.found.ipv6.hidden': 'The browser does not tell.',
  'testing.found.speech.clear': '{loss} % lost, {delay} ms on the way.',
  'testing.found.speech.rough': '{loss} % lost, {delay} ms on the way, {jitter} ms uneven.',
  'testing.advice.speech.rough':
    'Move closer to the Wi-Fi, use a cable, or stop downloads in the house.',
  'testing.found.speech.broken': '{loss} % lost, {delay} ms on the way.',
  'testing.advice.speech.broken': 'Others will hardly understand you. Try another network.',
  'testing.found.speech.silent': 'Nothing comes through.',
  'testing.found.throughput.wide': '{rate} Mbit/s there and back.',
  'testing.found.throughput.small': '{rate} Mbit/s there and back: pictures will be small.',
  'testing.found.throughput.narrow': '{rate} Mbit/s there and back: enough for speech alone.',
  'testing.advice.throughput.narrow': 'Switch your camera off, or try another network.',
  'testing.found.throughput.none': 'Nothing comes through.',
  'testing.summary.good': 'You are ready',
  'testing.summary.good.text': 'Everything that a lesson needs works from here.',
  'testing.summary.relayed-slowly': 'It works, with a small drawback',
  'testing.summary.relayed-slowly.text':
    'This network lets no UDP through. Calls work by another way, and may stutter now and then.',
  'testing.summary.rough': 'It works, and you will notice the network',
  'testing.summary.rough.text': 'Sound comes first in a lesson; pictures may be small or freeze.',
  'testing.summary.no-relay': 'A call may fail from this network',
  'testing.summary.no-relay.text':
    'The server that carries sound and picture was not reached in any way. Try another network, ' +
    'or give the report below to whoever runs this one.',
  'testing.summary.no-server': 'A lesson does not work from here yet',
  'testing.summary.no-server.text': 'See the line with the trouble below, and what to do.',
  'testing.summary.unfinished': 'So far, so good',
  'testing.summary.unfinished.text':
    'Type the code of your lesson, or sign in, to test the way of sound and picture, too.',
  'testing.report.title': 'Report',
  'testing.report.text':
    'For whoever helps you. It tells about this browser and this network, and holds no name, no ' +
    'address and no password.',
  'testing.report.copy': 'Copy the report',
  'testing.report.mail': 'Mail it',
  'testing.mail.subject': 'Connection test',
} as const;
