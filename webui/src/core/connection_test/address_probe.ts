// SPDX-License-Identifier: MIT
// Whether this computer has an address of IPv6 that the internet knows, as far as the browser
// tells.
import type { IceServer } from '../protocol/messages';
import type { Finding } from './checks';
import { kRelayPatienceMs, type RelayProbeDeps } from './relay_probe';

/** A global unicast address (RFC 4291, 2.5.4: 2000::/3), which others can reach. */
export function isGlobalIpv6(address: string): boolean {
  return /^[23][0-9a-f]{3}:/i.test(address);
}

export function addressFinding(addresses: readonly string[]): Finding {
  if (addresses.some(isGlobalIpv6)) return { verdict: 'good', word: 'present' };
  // Without a permission for the microphone browsers show a name in place of the address.
  if (addresses.some((address) => address.endsWith('.local')))
    return { verdict: 'unknown', word: 'hidden' };
  return { verdict: 'unknown', word: 'absent' };
}

/** Resolves always. */
export async function probeAddresses(
  servers: readonly IceServer[],
  { clock, newPeer }: RelayProbeDeps,
): Promise<Finding> {
  const peer = newPeer({
    iceServers: servers.map((server) => ({ ...server, urls: [...server.urls] })),
  });
  const addresses: string[] = [];
  try {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(kRelayPatienceMs, resolve);
      const end = (): void => {
        cancel();
        resolve();
      };
      peer.onicecandidate = ({ candidate }) => {
        if (candidate === null) return end();
        if (candidate.address && candidate.type !== 'relay') addresses.push(candidate.address);
      };
      peer.createDataChannel('probe');
      peer.setLocalDescription().catch(end);
    });
  } finally {
    peer.close();
  }
  return addressFinding(addresses);
}
