// SPDX-License-Identifier: MIT
// Names within sentences.

/** Names of foreign scripts stay together, whatever the direction of the sentence. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
