// SPDX-License-Identifier: MIT
// What the address says about the page of meetings: "?view=week&day=2026-12-03&q=algebra". Pure.
import { isDay, type Day } from './days';

export const kViews = ['list', 'week', 'month'] as const;
export type ViewName = (typeof kViews)[number];
export const kWhen = ['coming', 'past', 'cancelled'] as const;
export type When = (typeof kWhen)[number];
export const kWhich = ['all', 'mine', 'others'] as const;
export type Which = (typeof kWhich)[number];

export interface View {
  readonly view: ViewName;
  /** A day of the week or month that is shown. */
  readonly day: Day;
  readonly when: When;
  readonly which: Which;
  readonly text: string;
}

function oneOf<const T extends string>(value: string | null, names: readonly [T, ...T[]]): T {
  return names.find((name) => name === value) ?? names[0];
}

export function readView(search: string, today: Day): View {
  const query = new URLSearchParams(search);
  const day = query.get('day') ?? '';
  return {
    view: oneOf(query.get('view'), kViews),
    day: isDay(day) ? day : today,
    when: oneOf(query.get('when'), kWhen),
    which: oneOf(query.get('which'), kWhich),
    text: (query.get('q') ?? '').slice(0, 100),
  };
}

/** The address of a view; what is usual is left out. */
export function pathOfView(view: View, today: Day): string {
  const query = new URLSearchParams();
  if (view.view !== 'list') query.set('view', view.view);
  if (view.view !== 'list' && view.day !== today) query.set('day', view.day);
  if (view.when !== 'coming') query.set('when', view.when);
  if (view.which !== 'all') query.set('which', view.which);
  if (view.text !== '') query.set('q', view.text);
  const text = query.toString();
  return text === '' ? '/meetings' : `/meetings?${text}`;
}
