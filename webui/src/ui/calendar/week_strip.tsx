// SPDX-License-Identifier: MIT
// Seven days beside each other, each with how much is on; a press opens the week there.
import { plural } from '../i18n';
import { formatDay } from '../i18n/times';
import type { Day } from './days';

export function WeekStrip({
  days,
  today,
  counts,
}: {
  days: readonly Day[];
  today: Day;
  counts: ReadonlyMap<Day, number>;
}) {
  return (
    <ol class="week-strip">
      {days.map((day) => {
        const count = counts.get(day) ?? 0;
        return (
          <li key={day}>
            <a
              class="week-day"
              href={`/meetings?view=week&day=${day}`}
              aria-current={day === today ? 'date' : undefined}
            >
              <span class="visually-hidden">
                {formatDay(day, 'long')}, {plural('calendar.lessons', count)}
              </span>
              <span
                class="week-name"
                aria-hidden="true"
                data-narrow={formatDay(day, 'weekdayNarrow')}
              >
                {formatDay(day, 'weekday')}
              </span>
              <span class="week-number" aria-hidden="true">
                {Number(day.slice(8))}
              </span>
              <span class="week-dots" aria-hidden="true">
                {Array.from({ length: Math.min(count, 4) }, (_, n) => (
                  <i key={n} />
                ))}
              </span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}
