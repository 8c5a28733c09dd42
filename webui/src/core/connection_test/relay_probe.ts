// SPDX-License-Identifier: MIT
// Asks the relay for one allocation over one transport, as a call would, and lets it go at once.
import type { Clock } from '../clock';
import type { IceServer } from '../protocol/messages';
import { transportOf as wayOf } from '../rtc/ice';
import type { Finding } from './checks';

export type Transport = 'udp' | 'tcp' | 'tls';

/** A relay that is silent for this long is not reached. */
export const kRelayPatienceMs = 8_000;

const kTransports = { 'turn:udp': 'udp', 'turn:tcp': 'tcp', turns: 'tls' } as const;

export function transportOf(url: string): Transport | null {
  const way = wayOf(url);
  return way && kTransports[way];
}

/** The servers with the URLs of one transport only. */
export function overTransport(
  servers: readonly IceServer[],
  transport: Transport,
): readonly IceServer[] {
  return servers
    .map((server) => ({
      ...server,
      urls: server.urls.filter((url) => transportOf(url) === transport),
    }))
    .filter((server) => server.urls.length > 0);
}

export interface RelayProbeDeps {
  readonly clock: Clock;
  newPeer(configuration: RTCConfiguration): RTCPeerConnection;
}

export function relayOnly(servers: readonly IceServer[]): RTCConfiguration {
  return {
    iceServers: servers.map((server) => ({ ...server, urls: [...server.urls] })),
    iceTransportPolicy: 'relay',
  };
}

/** The error of RFC 8656 (or 701, RFC 8839's "not reached") that tells the most. */
function worst(codes: readonly number[]): number | null {
  return codes.find((code) => code !== 701) ?? codes[0] ?? null;
}

function refusal(codes: readonly number[]): Finding {
  const code = worst(codes);
  if (code === null || code === 701) return { verdict: 'bad', word: 'unreached' };
  return { verdict: 'bad', word: 'refused', figures: { code } };
}

/** Resolves always; the connection is closed then. */
export async function probeRelay(
  servers: readonly IceServer[],
  transport: Transport,
  { clock, newPeer }: RelayProbeDeps,
): Promise<Finding> {
  const chosen = overTransport(servers, transport);
  if (chosen.length === 0) return { verdict: 'unknown', word: 'not-offered' };
  const began = clock.now();
  const codes: number[] = [];
  const peer = newPeer(relayOnly(chosen));
  try {
    return await new Promise<Finding>((resolve) => {
      const cancel = clock.after(kRelayPatienceMs, () => resolve(refusal(codes)));
      const end = (finding: Finding): void => {
        cancel();
        resolve(finding);
      };
      peer.onicecandidateerror = ({ errorCode }) => codes.push(errorCode);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate === null) return end(refusal(codes));
        if (candidate.type !== 'relay') return;
        const ms = Math.round(clock.now() - began);
        end({ verdict: 'good', word: 'reached', figures: { ms } });
      };
      peer.createDataChannel('probe');
      peer
        .setLocalDescription()
        .catch(() => end({ verdict: 'bad', word: 'unreached' }));
    });
  } finally {
    peer.close();
  }
}
