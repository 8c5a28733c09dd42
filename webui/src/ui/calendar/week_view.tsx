// SPDX-License-Identifier: MIT
// Seven columns with the lessons of each day; on phones one day below the other.
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { locale, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone, timeSpan } from '../i18n/times';
import { instantIn } from '../../core/time_zone';
import { byDay, momentOf } from './agenda';
import { firstWeekday, plus, weekOf } from './days';
import { useAgenda } from './hooks';
import { pathOf } from './lesson_row';
import type { Shown } from './list_view';
import { Steps } from './steps';

export function WeekView({ view, today, now }: Shown) {
  const zone = ownZone();
  const days = weekOf(view.day, firstWeekday(locale()));
  const first = days[0] ?? view.day;
  const from = instantIn(zone, `${first}T00:00`);
  const to = instantIn(zone, `${plus(first, 7)}T00:00`);
  const { value, problem, reload } = useAgenda(from, to);
  const lessons = byDay(value?.lessons ?? [], zone);
  return (
    <section class="card stack" aria-label={t('calendar.view.week')}>
      <Steps
        title={`${formatDay(first, 'short')} – ${formatDay(plus(first, 6), 'short')}`}
        view={view}
        today={today}
        back={plus(view.day, -7)}
        on={plus(view.day, 7)}
      />
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && (
        <div class="week">
          {days.map((day) => (
            <section
              key={day}
              class={day === today ? 'week-column week-today' : 'week-column'}
              aria-labelledby={`week-${day}`}
            >
              <h3 id={`week-${day}`}>
                <span class="visually-hidden">{formatDay(day, 'long')}</span>
                <span aria-hidden="true">
                  {formatDay(day, 'weekday')} <b>{Number(day.slice(8))}</b>
                </span>
              </h3>
              <ul>
                {(lessons.get(day) ?? []).map((lesson) => (
                  <li key={lesson.key}>
                    <a
                      class={`block block-${momentOf(lesson, now)}`}
                      href={pathOf(lesson)}
                      data-testid="week-lesson"
                    >
                      <span class="block-time">{timeSpan(lesson.startsAt, lesson.endsAt)}</span>
                      <span class="block-title" dir="auto">
                        {lesson.title}
                      </span>
                      {lesson.cancelled && (
                        <span class="block-time">{t('calendar.cancelled')}</span>
                      )}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}
