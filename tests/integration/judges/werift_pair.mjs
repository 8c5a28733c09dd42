// SPDX-License-Identifier: MIT
// werift (a WebRTC stack in TypeScript) as a judge: two peer connections that may use nothing but
// relayed candidates, messages on a data channel there and back. `werift_pair.mjs HOST PORT
// udp|tcp|tls USER PASSWORD COUNT` prints `N of COUNT echoed, KIND/KIND`.
import { RTCPeerConnection } from 'werift';

const [host, port, leg, username, credential, countText] = process.argv.slice(2);
const count = Number(countText);
const urls =
  leg === 'tls' ? `turns:${host}:${port}?transport=tcp` : `turn:${host}:${port}?transport=${leg}`;

function open() {
  return new RTCPeerConnection({
    iceServers: [{ urls, username, credential }],
    iceTransportPolicy: 'relay',
  });
}

async function describe(from, to, make) {
  await from.setLocalDescription(await make());
  // Not trickled: the description has the candidates.
  await to.setRemoteDescription(from.localDescription);
}

function kind(connection) {
  const kinds = new Set(
    [...connection.localDescription.sdp.matchAll(/ typ (\w+)/g)].map(([, type]) => type),
  );
  return [...kinds].join('+');
}

function state(name, connection) {
  const dtls = connection.dtlsTransports.map((transport) => transport.state).join('+');
  const sctp = connection.sctpTransport?.sctp?.associationState;
  const ice = connection.iceConnectionState;
  const whole = connection.connectionState;
  return `${name}: ice ${ice}, dtls ${dtls}, sctp ${sctp}, connection ${whole}`;
}

let echoed = 0;
const [first, second] = [open(), open()];
function standsStill() {
  console.error(
    `the judge stood still: ${echoed} echoed, channel ${channel.readyState}; ` +
      `${state('first', first)}; ${state('second', second)}`,
  );
  process.exit(1);
}

setTimeout(standsStill, 20_000);
for (const each of [first, second])
  each.connectionStateChange.subscribe((now) => now === 'failed' && standsStill());
const channel = first.createDataChannel('judge');
second.onDataChannel.subscribe((other) => other.onMessage.subscribe((data) => other.send(data)));
const opened = new Promise((resolve) =>
  channel.stateChanged.subscribe((state) => state === 'open' && resolve()),
);
await describe(first, second, () => first.createOffer());
await describe(second, first, () => second.createAnswer());
await opened;
for (let number = 0; number < count; number += 1) {
  const back = new Promise((resolve) => channel.onMessage.once(resolve));
  channel.send(Buffer.from(`message ${number}`));
  if (String(await back) === `message ${number}`) echoed += 1;
}
console.log(`${echoed} of ${count} echoed, ${kind(first)}/${kind(second)}`);
await Promise.all([first.close(), second.close()]);
process.exit(0);
