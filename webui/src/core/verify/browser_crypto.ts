// SPDX-License-Identifier: MIT
// The browser's hash and random numbers, for the check of a call.
import type { CheckCrypto } from './code';

export const kBrowserCrypto: CheckCrypto = {
  digest: async (bytes) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
