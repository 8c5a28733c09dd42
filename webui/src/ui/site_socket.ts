// SPDX-License-Identifier: MIT
// The WebSocket of the site that served the page, for whoever has no seat that names one.
import type { SocketLike } from '../core/signaling/contract';

export function openSiteSocket(): SocketLike {
  const { protocol, host } = window.location;
  const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`;
  return new WebSocket(url) as unknown as SocketLike;
}
