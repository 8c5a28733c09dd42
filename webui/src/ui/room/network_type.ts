// SPDX-License-Identifier: MIT
// From Wi-Fi to the phone's network without a moment offline. Few browsers tell.

type Network = EventTarget & { readonly type?: string };

/** The returned function ends it. */
export function watchNetworkType(onChange: () => void): () => void {
  const network = (navigator as { connection?: Network }).connection;
  if (!network) return () => undefined;
  let { type } = network;
  const look = (): void => {
    // The estimates of its speed change all the time.
    if (network.type === type) return;
    type = network.type;
    if (type !== 'none') onChange();
  };
  network.addEventListener('change', look);
  return () => network.removeEventListener('change', look);
}
