// SPDX-License-Identifier: MIT
// A month as a table of weeks; a press on a day opens its week.
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { locale, plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone, timeOfDay } from '../i18n/times';
import { instantIn } from '../../core/time_zone';
import { byDay, momentOf, type Lesson } from './agenda';
import { addMonths, firstWeekday, monthOf, plus, type Day } from './days';
import { useAgenda } from './hooks';
import { pathOf } from './lesson_row';
import type { Shown } from './list_view';
import { Steps } from './steps';
import { pathOfView } from './view';

const kShown = 3;

function DayCell({
  day,
  lessons,
  other,
  shown: { view, today, now },
}: {
  day: Day;
  lessons: readonly Lesson[];
  other: boolean;
  shown: Shown;
}) {
  const classes = ['month-day', other && 'month-other', day === today && 'month-today'];
  return (
    <td class={classes.filter(Boolean).join(' ')}>
      <a class="month-number" href={pathOfView({ ...view, view: 'week', day }, today)}>
        <span class="visually-hidden">
          {formatDay(day, 'long')}, {plural('calendar.lessons', lessons.length)}
        </span>
        <span aria-hidden="true">{Number(day.slice(8))}</span>
        {lessons.length > 0 && (
          <span class="month-count" aria-hidden="true">
            {lessons.length}
          </span>
        )}
      </a>
      <ul class="month-lessons">
        {lessons.slice(0, kShown).map((lesson) => (
          <li key={lesson.key}>
            <a class={`month-lesson block-${momentOf(lesson, now)}`} href={pathOf(lesson)}>
              <span class="block-time">{timeOfDay(lesson.startsAt)}</span>{' '}
              <span dir="auto">{lesson.title}</span>
            </a>
          </li>
        ))}
        {lessons.length > kShown && (
          <li class="muted small">{plural('calendar.more', lessons.length - kShown)}</li>
        )}
      </ul>
    </td>
  );
}

export function MonthView({ view, today, now }: Shown) {
  const zone = ownZone();
  const days = monthOf(view.day, firstWeekday(locale()));
  const first = days[0] ?? view.day;
  const from = instantIn(zone, `${first}T00:00`);
  const to = instantIn(zone, `${plus(first, days.length)}T00:00`);
  const { value, problem, reload } = useAgenda(from, to);
  const lessons = byDay(value?.lessons ?? [], zone);
  const weeks = Array.from({ length: days.length / 7 }, (_, n) => days.slice(n * 7, n * 7 + 7));
  return (
    <section class="card stack" aria-label={t('calendar.view.month')}>
      <Steps
        title={formatDay(view.day, 'month')}
        view={view}
        today={today}
        back={addMonths(view.day, -1)}
        on={addMonths(view.day, 1)}
      />
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && (
        <table class="month">
          <thead>
            <tr>
              {days.slice(0, 7).map((day) => (
                <th key={day} scope="col">
                  <span class="week-name" data-narrow={formatDay(day, 'weekdayNarrow')}>
                    {formatDay(day, 'weekday')}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <DayCell
                    key={day}
                    day={day}
                    lessons={lessons.get(day) ?? []}
                    other={day.slice(0, 7) !== view.day.slice(0, 7)}
                    shown={{ view, today, now }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
