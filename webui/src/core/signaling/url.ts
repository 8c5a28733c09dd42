// SPDX-License-Identifier: MIT
// The address of the signaling server, as this page can reach it.

/**
 * Browsers allow only wss: on an https: page. A server behind a proxy that ends TLS may not know
 * that it is reached by https: and then names a ws: address; the page's own host is right then.
 */
export function reachableFrom(
  page: { readonly protocol: string; readonly host: string },
  signalingUrl: string,
): string {
  if (page.protocol !== 'https:' || !signalingUrl.startsWith('ws:')) return signalingUrl;
  const { pathname, search } = new URL(signalingUrl);
  return `wss://${page.host}${pathname}${search}`;
}
