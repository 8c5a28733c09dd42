// SPDX-License-Identifier: MIT
// Lessons by day, with search and filters. What is not on the page yet comes by a press.
import { useEffect, useRef, useState } from 'preact/hooks';
import { CalendarSearch } from 'lucide-preact';
import { Button, buttonClass } from '../components/button';
import { Field, Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone } from '../i18n/times';
import { instantIn } from '../../core/time_zone';
import { byDay, inOrder, matches, momentOf, type Lesson } from './agenda';
import { plus, type Day } from './days';
import { useAgenda } from './hooks';
import { LessonRow } from './lesson_row';
import { kWhen, kWhich, pathOfView, type View, type When, type Which } from './view';

/** How far a list looks at first, and how much further each press does. The server's limit of the
 * dates of a series is a year. */
const kDays = 60;
const kMostDays = 360;
const kTypingMs = 250;

export interface Shown {
  readonly view: View;
  readonly today: Day;
  readonly now: number;
}

export function chosen(lesson: Lesson, { when, which, text }: View, now: number): boolean {
  const moment = momentOf(lesson, now);
  const over = moment === 'over';
  const wanted: Readonly<Record<When, boolean>> = {
    coming: !over && moment !== 'cancelled',
    past: over,
    cancelled: moment === 'cancelled',
  };
  const mine = lesson.plan.role === 'host' || lesson.plan.role === 'cohost';
  const whose: Readonly<Record<Which, boolean>> = { all: true, mine, others: !mine };
  return wanted[when] && whose[which] && (text === '' || matches(lesson.plan, text));
}

function Filters({ view, today }: { view: View; today: Day }) {
  const { router } = useEnv();
  const [text, setText] = useState(view.text);
  const sent = useRef(view.text);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      router.replace(pathOfView({ ...view, text }, today));
    }, kTypingMs);
    return () => clearTimeout(timer);
  }, [text]);
  // Back, or "Show all": what is typed here is not what is shown any more.
  useEffect(() => {
    if (view.text === sent.current) return;
    sent.current = view.text;
    setText(view.text);
  }, [view.text]);
  return (
    <div class="filters" role="search" aria-label={t('calendar.filters')}>
      <Field
        label={t('calendar.search')}
        type="search"
        value={text}
        onValue={setText}
        autocomplete="off"
        data-testid="meetings-search"
      />
      <Select
        label={t('calendar.when')}
        value={view.when}
        options={kWhen.map((value) => ({ value, label: t(`calendar.when.${value}`) }))}
        onValue={(when) => router.replace(pathOfView({ ...view, text, when: when as When }, today))}
        testId="meetings-when"
      />
      <Select
        label={t('calendar.which')}
        value={view.which}
        options={kWhich.map((value) => ({ value, label: t(`calendar.which.${value}`) }))}
        onValue={(which) =>
          router.replace(pathOfView({ ...view, text, which: which as Which }, today))
        }
        testId="meetings-which"
      />
    </div>
  );
}

function Nothing({ view, today }: { view: View; today: Day }) {
  const filtered = view.text !== '' || view.which !== 'all';
  return (
    <div class="empty">
      <CalendarSearch size={40} aria-hidden />
      <h2>{t(filtered ? 'calendar.none.found' : `calendar.none.${view.when}`)}</h2>
      {filtered ? (
        <a class={buttonClass()} href={pathOfView({ ...view, text: '', which: 'all' }, today)}>
          {t('calendar.none.all')}
        </a>
      ) : (
        view.when === 'coming' && (
          <a class={buttonClass('primary')} href="/meetings/create">
            {t('home.schedule')}
          </a>
        )
      )}
    </div>
  );
}

export function ListView({ view, today, now }: Shown) {
  const [days, setDays] = useState(kDays);
  const zone = ownZone();
  const back = view.when === 'coming' ? 0 : -days;
  const ahead = view.when === 'past' ? 1 : days;
  const from = instantIn(zone, `${plus(today, back)}T00:00`);
  const to = instantIn(zone, `${plus(today, ahead)}T00:00`);
  const { value, problem, reload } = useAgenda(from, to);
  const lessons = (value?.lessons ?? []).filter((lesson) => chosen(lesson, view, now));
  const groups = [...byDay(inOrder(lessons), zone)];
  if (view.when === 'past') groups.reverse();
  return (
    <section class="card stack" aria-label={t('calendar.view.list')}>
      <Filters view={view} today={today} />
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && (
        <p class="visually-hidden" role="status">
          {plural('calendar.lessons', lessons.length)}
        </p>
      )}
      {value && groups.length === 0 && <Nothing view={view} today={today} />}
      {groups.map(([day, all]) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 class="day-head" id={`day-${day}`}>
            {formatDay(day, 'long')}
            {day === today && <span class="badge">{t('app.today')}</span>}
          </h2>
          <ul class="lessons">
            {all.map((lesson) => (
              <LessonRow key={lesson.key} lesson={lesson} now={now} />
            ))}
          </ul>
        </section>
      ))}
      {value?.cut && <p class="muted">{t('calendar.cut')}</p>}
      {value && days < kMostDays && (
        <Button kind="plain" onClick={() => setDays((old) => Math.min(kMostDays, old * 2))}>
          {t(view.when === 'past' ? 'calendar.earlier' : 'calendar.later')}
        </Button>
      )}
    </section>
  );
}
