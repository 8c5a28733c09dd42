// SPDX-License-Identifier: MIT
// What a translated area has to hold: a sentence for each key of the English one.
export type Section<English> = Readonly<Record<keyof English, string>>;
