// SPDX-License-Identifier: MIT
// Measures the way to the relay and back: two connections of this page find each other through the
// relay only, so one clock sees a packet leave and arrive.
import type { Clock } from '../clock';
import type { IceServer } from '../protocol/messages';
import { speechFinding, throughputFinding, type Finding, type SpeechFigures } from './checks';
import { relayOnly, type RelayProbeDeps } from './relay_probe';

/** As many packets as speech sends in three seconds, of its size. */
export const kPackets = 150;
export const kPacketMs = 20;
export const kPacketBytes = 160;
/** A packet that is later than this is lost. */
export const kLateMs = 1_000;
export const kOpenMs = 10_000;
/** What is sent for throughput, at most: that long, and that much. */
export const kBulkMs = 3_000;
export const kBulkBytes = 4_000_000;
const kChunkBytes = 16_384;
const kMostBuffered = 256_000;

export interface LinkFindings {
  readonly speech: Finding;
  readonly throughput: Finding;
}

interface Pair {
  readonly near: RTCPeerConnection;
  readonly far: RTCPeerConnection;
}

function within<T>(clock: Clock, ms: number, what: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(null));
    const end = (value: T | null): void => {
      cancel();
      resolve(value);
    };
    what.then(end, () => end(null));
  });
}

function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

async function connect({ near, far }: Pair): Promise<void> {
  near.onicecandidate = ({ candidate }) => candidate && void far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && void near.addIceCandidate(candidate);
  const offer = await near.createOffer();
  await far.setRemoteDescription(offer);
  await near.setLocalDescription(offer);
  const answer = await far.createAnswer();
  await near.setRemoteDescription(answer);
  await far.setLocalDescription(answer);
}

/** Both ends of a channel that is open. */
function openChannel(
  { near, far }: Pair,
  label: string,
  options: RTCDataChannelInit,
): Promise<readonly [RTCDataChannel, RTCDataChannel]> {
  const sender = near.createDataChannel(label, options);
  sender.binaryType = 'arraybuffer';
  const opened = new Promise<void>((resolve) => {
    sender.onopen = () => resolve();
  });
  const arrived = new Promise<RTCDataChannel>((resolve) => {
    far.addEventListener('datachannel', ({ channel }) => {
      if (channel.label !== label) return;
      channel.binaryType = 'arraybuffer';
      resolve(channel);
    });
  });
  return Promise.all([arrived, opened]).then(([receiver]) => [sender, receiver] as const);
}

async function measureSpeech(
  clock: Clock,
  [sender, receiver]: readonly [RTCDataChannel, RTCDataChannel],
): Promise<SpeechFigures> {
  const sentAt = new Map<number, number>();
  const delays = new Map<number, number>();
  receiver.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const serial = new DataView(data).getUint32(0);
    const at = sentAt.get(serial);
    if (at !== undefined && !delays.has(serial)) delays.set(serial, clock.now() - at);
  };
  for (let serial = 0; serial < kPackets; serial += 1) {
    const packet = new ArrayBuffer(kPacketBytes);
    new DataView(packet).setUint32(0, serial);
    sentAt.set(serial, clock.now());
    sender.send(packet);
    await wait(clock, kPacketMs);
  }
  await wait(clock, kLateMs);
  receiver.onmessage = null;
  const inOrder = [...delays].sort(([a], [b]) => a - b).map(([, delay]) => delay);
  return { sent: kPackets, arrived: delays.size, delays: inOrder };
}

/** Bits a second. */
async function measureThroughput(
  clock: Clock,
  [sender, receiver]: readonly [RTCDataChannel, RTCDataChannel],
): Promise<number> {
  let bytes = 0;
  let last = clock.now();
  receiver.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    bytes += data.byteLength;
    last = clock.now();
  };
  const began = clock.now();
  const chunk = new ArrayBuffer(kChunkBytes);
  for (let sent = 0; sent < kBulkBytes && clock.now() - began < kBulkMs; ) {
    if (sender.readyState !== 'open') break;
    if (sender.bufferedAmount < kMostBuffered) {
      sender.send(chunk);
      sent += kChunkBytes;
    } else {
      await wait(clock, 10);
    }
  }
  const end = clock.now() + kLateMs;
  while (sender.bufferedAmount > 0 && clock.now() < end) await wait(clock, 10);
  await wait(clock, 200);
  receiver.onmessage = null;
  return last > began ? (bytes * 8000) / (last - began) : 0;
}

/** Resolves always; both connections are closed then. `onSpeech` comes before the rest is done. */
export async function probeLink(
  servers: readonly IceServer[],
  { clock, newPeer }: RelayProbeDeps,
  onSpeech: (finding: Finding) => void,
): Promise<LinkFindings> {
  const pair: Pair = { near: newPeer(relayOnly(servers)), far: newPeer(relayOnly(servers)) };
  const broken: Finding = { verdict: 'bad', word: 'silent' };
  const none: LinkFindings = { speech: broken, throughput: { verdict: 'bad', word: 'none' } };
  try {
    const speech = openChannel(pair, 'speech', { ordered: false, maxRetransmits: 0 });
    const bulk = openChannel(pair, 'bulk', {});
    const channels = await within(
      clock,
      kOpenMs,
      connect(pair).then(() => Promise.all([speech, bulk])),
    );
    if (!channels) return none;
    const said = speechFinding(await measureSpeech(clock, channels[0]));
    onSpeech(said);
    const rate = await measureThroughput(clock, channels[1]);
    return { speech: said, throughput: throughputFinding(rate) };
  } catch {
    // A channel that closes in the middle: the way broke.
    return none;
  } finally {
    pair.near.close();
    pair.far.close();
  }
}
