// SPDX-License-Identifier: MIT
// How stories press what is on a page of the room: by its node, so that nothing that lies over it
// for a moment is in the way.
import { id } from './pages.mjs';

export const press = (person, selector) =>
  person.page
    .locator(selector)
    .first()
    .evaluate((node) => node.click());

/** A button of the bar, which is in the menu where the bar is too narrow for it. */
export async function openFrom(person, name) {
  if (!(await person.page.isVisible(id(name)))) await press(person, id('more'));
  await person.page.waitForSelector(id(name));
  await press(person, id(name));
}
