// SPDX-License-Identifier: MIT
// Runs in a page of a browser: two peer connections with camera, microphone and a data channel.
// They may use only candidates relayed by `iceServer`. Resolves to a JSON string
// {echoed, frames, audioPackets, local, remote, protocol}.
async function relayedCall(iceServer, count, least) {
  const settings = { iceServers: [iceServer], iceTransportPolicy: 'relay' };
  const open = () => new RTCPeerConnection(settings);
  const [first, second] = [open(), open()];
  const errors = [];
  for (const [from, to] of [[first, second], [second, first]]) {
    from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate);
    from.onicecandidateerror = ({ errorCode, errorText, url }) => {
      errors.push(`${errorCode} ${errorText} ${url}`);
    };
  }
  const late = (what, milliseconds) => new Promise((_, reject) => {
    const state = () => `${first.iceConnectionState}; ${errors.join('; ')}`;
    setTimeout(() => reject(new Error(`never: ${what} (${state()})`)), milliseconds);
  });
  const wanted = { audio: true, video: { width: 320, height: 240 } };
  const media = await navigator.mediaDevices.getUserMedia(wanted);
  for (const track of media.getTracks()) first.addTrack(track, media);
  const elements = [];
  second.ontrack = ({ track, streams }) => { // a track that nobody plays may not be decoded
    const element = document.createElement(track.kind);
    element.srcObject = streams[0];
    element.muted = true;
    elements.push(element);
    element.play().catch(() => {});
  };
  const channel = first.createDataChannel('judge');
  second.ondatachannel = ({ channel: other }) => {
    other.onmessage = ({ data }) => other.send(data);
  };
  const opened = new Promise((resolve) => { channel.onopen = resolve; });
  await first.setLocalDescription();
  await second.setRemoteDescription(first.localDescription);
  await second.setLocalDescription();
  await first.setRemoteDescription(second.localDescription);
  await Promise.race([opened, late('data channel', 30000)]);

  let echoed = 0;
  for (let number = 0; number < count; number += 1) {
    const back = new Promise((resolve) => { channel.onmessage = ({ data }) => resolve(data); });
    channel.send(`message ${number}`);
    if (await Promise.race([back, late('echo', 10000)]) === `message ${number}`) echoed += 1;
  }

  const all = async (connection) => [...(await connection.getStats()).values()];
  const inbound = async (kind) =>
    (await all(second)).find((s) => s.type === 'inbound-rtp' && s.kind === kind) ?? {};
  const end = Date.now() + 30000;
  let frames = 0;
  let audioPackets = 0;
  while (Date.now() < end && (frames < least || audioPackets < least)) {
    frames = (await inbound('video')).framesDecoded ?? 0;
    audioPackets = (await inbound('audio')).packetsReceived ?? 0;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const stats = await all(first);
  const transport = stats.find((s) => s.type === 'transport');
  const chosen = (s) =>
    transport ? s.id === transport.selectedCandidatePairId : s.selected || s.nominated;
  const pair = stats.find((s) => s.type === 'candidate-pair' && chosen(s));
  const local = stats.find((s) => s.id === pair.localCandidateId);
  const remote = stats.find((s) => s.id === pair.remoteCandidateId);
  for (const track of media.getTracks()) track.stop();
  first.close();
  second.close();
  return JSON.stringify({
    echoed,
    frames,
    audioPackets,
    local: local.candidateType,
    remote: remote.candidateType,
    protocol: local.relayProtocol,
  });
}
