// SPDX-License-Identifier: MIT
// What a translation has to hold: a sentence for each key of the English area, in all forms that
// numbers have in its language; and how the sentences of a language are loaded.
import type { Area, Load, Sentences } from './areas';

/** The forms of Intl.PluralRules that English has not. */
type MoreForms = 'zero' | 'two' | 'few' | 'many';

/** The sentences that are said of a number: those with the keys `….one` and `….other`. */
export type Counted<Keys> = {
  [K in Keys & string]: K extends `${infer Base}.other`
    ? `${Base}.one` extends Keys
      ? Base
      : never
    : never;
}[Keys & string];

/** `Forms` are those that the language has beside `one` and `other`. */
export type Section<English, Forms extends MoreForms = never> = Readonly<
  Record<(keyof English & string) | `${Counted<keyof English>}.${Forms}`, string>
>;

/** A translation: what the first page needs, and what comes with the pages that say it. */
export interface Pack {
  readonly first: Sentences;
  readonly areas: Readonly<Record<Area, Load>>;
}
