// SPDX-License-Identifier: MIT
// The day of somebody who is signed in: what is next, today's lessons, the week, who waits.
import { useState } from 'preact/hooks';
import { ArrowRight, CalendarPlus, DoorOpen, Hand, Mail, Video } from 'lucide-preact';
import { create, type Plan } from '../../core/api/plans';
import type { User } from '../../core/api/types';
import { instantIn } from '../../core/time_zone';
import { ok } from '../../core/result';
import { isOpen, knocks, ownInvitations } from '../asking/source';
import { byDay, momentOf, nextLesson, type Lesson } from '../calendar/agenda';
import { DayArc } from '../calendar/day_arc';
import { dayOf, firstWeekday, plus, weekOf, type Day } from '../calendar/days';
import { useAgenda, useKept, useNow } from '../calendar/hooks';
import { LessonRow, pathOf } from '../calendar/lesson_row';
import { WeekStrip } from '../calendar/week_strip';
import { Button, buttonClass } from '../components/button';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { locale, plural, plainly, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone, relative, timeSpan } from '../i18n/times';
import '../../styles/calendar.css';
import { JoinForm } from './join_form';
import { QuickPlan } from './quick_plan';
import { Rooms } from './rooms';

/** An own room that is empty is used again, rather than one more made. */
export function emptyRoom(rooms: readonly Plan[], title: string): Plan | null {
  return rooms.find((room) => room.title === title && room.present === 0) ?? null;
}

function StartNow({ user, rooms }: { user: User; rooms: readonly Plan[] }) {
  const { api, router } = useEnv();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const start = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const title = plainly('home.instantTitle', { name: user.name }).slice(0, 120);
    const empty = emptyRoom(rooms, title);
    const meeting = empty ? ok(empty) : await create(api, { title });
    setBusy(false);
    // The person may have gone to another page meanwhile.
    if (gone.current) return;
    if (meeting.ok) router.go(`/j/${meeting.value.code}`);
    else setError(sentenceFor(meeting.error));
  };
  return (
    <>
      <Button kind="primary" large busy={busy} onClick={() => void start()} data-testid="start-now">
        {!busy && <Video size={22} aria-hidden />}
        {t('home.start')}
      </Button>
      {error && <ErrorMessage text={error} />}
    </>
  );
}

function Next({ lesson, now }: { lesson: Lesson; now: number }) {
  const moment = momentOf(lesson, now);
  return (
    <div class="next" data-testid="next-lesson">
      <p class="next-when">
        {moment === 'running'
          ? t('calendar.running')
          : t('home.next', { time: relative(lesson.startsAt, now) })}
      </p>
      <p class="next-title">
        <a href={pathOf(lesson)} dir="auto">
          {lesson.title}
        </a>
      </p>
      <p class="next-time">{timeSpan(lesson.startsAt, lesson.endsAt)}</p>
      {moment !== 'later' && (
        <a class="button next-join" href={`/j/${lesson.plan.code}`} data-testid="next-join">
          {t('app.join')}
          <ArrowRight size={20} aria-hidden />
        </a>
      )}
    </div>
  );
}

function Waiting() {
  const { api } = useEnv();
  const asking = useKept('knocks pending', () => knocks(api, 'pending'));
  const invited = useKept('invitations', () => ownInvitations(api));
  const people = asking.value?.length ?? 0;
  const open = invited.value?.filter(isOpen).length ?? 0;
  return (
    <ul class="waiting-list">
      <li>
        <a class="waiting-link" href="/meetings/join-requests" data-testid="badge-requests">
          <Hand size={20} aria-hidden />
          <span>{people > 0 ? plural('home.requests', people) : t('home.requests.none')}</span>
          {people > 0 && (
            <span class="count" aria-hidden="true">
              {people}
            </span>
          )}
        </a>
      </li>
      <li>
        <a class="waiting-link" href="/meetings/invitations" data-testid="badge-invitations">
          <Mail size={20} aria-hidden />
          <span>{open > 0 ? plural('home.invitations', open) : t('home.invitations.none')}</span>
          {open > 0 && (
            <span class="count" aria-hidden="true">
              {open}
            </span>
          )}
        </a>
      </li>
    </ul>
  );
}

function FreeDay({ coming }: { coming: Lesson | null }) {
  return (
    <div class="free-day">
      <svg viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
        <path class="free-line" d="M8 56h104" />
        <path class="free-line" d="M60 56V34h-9l-5-8 34-6v8l-11 6v22" />
        <circle class="free-dot" cx="92" cy="14" r="6" />
      </svg>
      <h3>{t('home.free')}</h3>
      <p class="muted">
        {coming
          ? t('home.free.next', {
              title: coming.title,
              day: formatDay(dayOf(coming.startsAt, ownZone()), 'long'),
            })
          : t('home.free.text')}
      </p>
    </div>
  );
}

export function SignedIn({ user }: { user: User }) {
  const now = useNow();
  const zone = ownZone();
  const today: Day = dayOf(now, zone);
  const week = weekOf(today, firstWeekday(locale()));
  // A week ahead even on the last day of the week.
  const from = instantIn(zone, `${week[0] ?? today}T00:00`);
  const to = instantIn(zone, `${plus(today, 14)}T00:00`);
  const { value, problem, reload } = useAgenda(from, to);
  const lessons = value?.lessons ?? [];
  const days = byDay(lessons, zone);
  const todays = days.get(today) ?? [];
  const next = nextLesson(lessons, now);
  const counts = new Map(
    [...days].map(([day, all]) => [day, all.filter((one) => !one.cancelled).length]),
  );
  const body = (
    <>
      <div class="day-actions">
        <StartNow user={user} rooms={value?.rooms ?? []} />
        <a class={buttonClass(undefined, true)} href="/meetings/create" data-testid="home-create">
          <CalendarPlus size={22} aria-hidden />
          {t('home.schedule')}
        </a>
      </div>
      <div class="day-columns">
        <div class="stack">
          <section class="card stack" aria-labelledby="lessons-title">
            <h2 id="lessons-title">{t('home.lessons')}</h2>
            {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
            {value && todays.length === 0 && (
              <FreeDay coming={next && momentOf(next, now) === 'later' ? next : null} />
            )}
            {todays.length > 0 && (
              <ul class="lessons">
                {todays.map((lesson) => (
                  <LessonRow key={lesson.key} lesson={lesson} now={now} />
                ))}
              </ul>
            )}
            <WeekStrip days={week} today={today} counts={counts} />
          </section>
          <QuickPlan zone={zone} today={today} onPlanned={reload} />
        </div>
        <div class="stack">
          <section class="card stack tight-card" aria-labelledby="waiting-title">
            <h2 id="waiting-title">{t('home.waiting')}</h2>
            <Waiting />
          </section>
          <Rooms rooms={value?.rooms ?? []} onChange={reload} />
          <section class="card stack" aria-labelledby="join-title">
            <h2 id="join-title" class="with-icon">
              <DoorOpen size={20} aria-hidden />
              {t('home.join.title')}
            </h2>
            <JoinForm />
          </section>
        </div>
      </div>
    </>
  );
  return (
    <Page width="wide" title={t('app.today')}>
      <section class="day-band" aria-labelledby="today-title">
        <div class="day-words">
          <p class="day-hello">{t('home.hello', { name: user.name })}</p>
          <h1 id="today-title" class="day-date">
            {formatDay(today, 'long')}
          </h1>
          {value &&
            (next && dayOf(next.startsAt, zone) === today ? (
              <Next lesson={next} now={now} />
            ) : (
              <p class="next next-when">{t('home.nothingLeft')}</p>
            ))}
        </div>
        {value && <DayArc day={today} zone={zone} lessons={todays} now={now} />}
      </section>
      {/* What is not there yet cannot move when the lessons come. */}
      {!value && !problem ? <Skeleton /> : body}
    </Page>
  );
}
