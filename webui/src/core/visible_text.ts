// SPDX-License-Identifier: MIT
// Questions about text that other people are to see. Pure.

/**
 * Whether people see anything of the text: a character that is no blank, no control character and
 * not ignorable in display, such as a zero-width space. The daemon refuses other chat (bad-field).
 */
export function showsSomething(text: string): boolean {
  return /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text);
}
