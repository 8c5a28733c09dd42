// SPDX-License-Identifier: MIT
// libjuice (through node-datachannel) as a judge: two peer connections that may use nothing but
// relayed candidates, messages on a data channel there and back. It speaks TURN over UDP alone.
// `libjuice_pair.mjs HOST PORT udp USER PASSWORD COUNT` prints `N of COUNT echoed, KIND/KIND`.
import { PeerConnection, cleanup } from 'node-datachannel';

const [hostname, port, , username, password, countText] = process.argv.slice(2);
const count = Number(countText);

function open(name) {
  const iceServers = [{ hostname, port: Number(port), username, password, relayType: 'TurnUdp' }];
  return new PeerConnection(name, { iceServers, iceTransportPolicy: 'relay' });
}

function introduce(from, to) {
  from.onLocalDescription((sdp, type) => to.setRemoteDescription(sdp, type));
  from.onLocalCandidate((candidate, mid) => to.addRemoteCandidate(candidate, mid));
}

const [first, second] = [open('first'), open('second')];
setTimeout(() => {
  const states = [first, second].map(
    (each) => `gathering ${each.gatheringState()}, ICE ${each.iceState()}, ${each.state()}`,
  );
  console.error(`the judge stood still: ${states.join('; ')}`);
  process.exit(1);
}, 10_000);
introduce(first, second);
introduce(second, first);
const answering = [];
second.onDataChannel((channel) => {
  answering.push(channel);
  channel.onMessage((message) => channel.sendMessage(message));
});
const channel = first.createDataChannel('judge');
await new Promise((resolve) => {
  channel.onOpen(resolve);
});
let echoed = 0;
for (let number = 0; number < count; number += 1) {
  const back = new Promise((resolve) => {
    channel.onMessage(resolve);
  });
  channel.sendMessage(`message ${number}`);
  if ((await back) === `message ${number}`) echoed += 1;
}
const kinds = [first, second].map((each) => each.getSelectedCandidatePair().local.type);
console.log(`${echoed} of ${count} echoed, ${kinds.join('/')}`);
first.close();
second.close();
cleanup();
process.exit(0);
