// SPDX-License-Identifier: MIT
// Turns the server's list of ICE servers into an RTCConfiguration. Tests restrict it by switches.
import type { IceServer } from '../protocol/messages';

/** `turn:udp` keeps TURN over UDP only, `turn:tcp` TURN over TCP, `turns` TURN over TLS. */
export type IceFilter = 'turn:udp' | 'turn:tcp' | 'turns';

export interface IceSettings {
  readonly transportPolicy: RTCIceTransportPolicy;
  readonly filter: IceFilter | null;
}

export const kDefaultIceSettings: IceSettings = { transportPolicy: 'all', filter: null };

export function readIceSettings(get: (key: string) => string | null): IceSettings {
  const filter = get('lectern.iceFilter');
  return {
    transportPolicy: get('lectern.iceTransportPolicy') === 'relay' ? 'relay' : 'all',
    filter: filter === 'turn:udp' || filter === 'turn:tcp' || filter === 'turns' ? filter : null,
  };
}

/** How a URL reaches the relay; null: it is none of TURN. */
export function transportOf(url: string): IceFilter | null {
  if (url.startsWith('turns:')) return 'turns';
  if (!url.startsWith('turn:')) return null;
  // RFC 7065: without ?transport= a turn: URL means UDP.
  return /[?&]transport=tcp/i.test(url) ? 'turn:tcp' : 'turn:udp';
}

export function hasRelay(servers: readonly IceServer[]): boolean {
  return servers.some((server) => server.urls.some((url) => /^turns?:/.test(url)));
}

export function rtcConfiguration(
  servers: readonly IceServer[],
  settings: IceSettings,
  relayOnly = false,
): RTCConfiguration {
  const { filter } = settings;
  const iceServers: RTCIceServer[] = servers
    .map((server) => ({
      ...server,
      urls: filter ? server.urls.filter((url) => transportOf(url) === filter) : [...server.urls],
    }))
    .filter((server) => server.urls.length > 0);
  const relay = settings.transportPolicy === 'relay' || (relayOnly && hasRelay(servers));
  return { iceServers, iceTransportPolicy: relay ? 'relay' : 'all', bundlePolicy: 'max-bundle' };
}
