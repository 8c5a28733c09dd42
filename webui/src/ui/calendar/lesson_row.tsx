// SPDX-License-Identifier: MIT
// One lesson in a list: when, what, with whom, and the door.
import { Lock, Repeat } from 'lucide-preact';
import { buttonClass } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { t } from '../i18n';
import { ownZone, placeOf, sameClocks, timeOfDay } from '../i18n/times';
import { momentOf, type Lesson } from './agenda';

/** The door of a lesson that is further away is on its own page. */
const kDoorMs = 24 * 3_600_000;

/** The page of the meeting, at this date. */
export function pathOf(lesson: Lesson): string {
  const query = lesson.occurrence
    ? `?${new URLSearchParams({ occurrence: lesson.occurrence }).toString()}`
    : '';
  return `/meetings/${encodeURIComponent(lesson.plan.meetingId)}${query}`;
}

/** On the clocks of the meeting, where they differ from the reader's. */
export function ElsewhereTime({ lesson }: { lesson: Lesson }) {
  const zone = lesson.plan.timezone;
  try {
    if (!zone || sameClocks(lesson.startsAt, zone, ownZone())) return null;
    return (
      <span>
        {t('calendar.elsewhere', {
          time: timeOfDay(lesson.startsAt, zone),
          place: placeOf(lesson.startsAt, zone),
        })}
      </span>
    );
  } catch {
    // A zone that this browser does not know: the reader's own time is right all the same.
    return null;
  }
}

export function LessonRow({ lesson, now }: { lesson: Lesson; now: number }) {
  const { plan } = lesson;
  const moment = momentOf(lesson, now);
  const mine = plan.role === 'host' || plan.role === 'cohost';
  return (
    <li class={`lesson lesson-${moment}`} data-testid="lesson" data-moment={moment}>
      <p class="lesson-time">
        <time dateTime={new Date(lesson.startsAt).toISOString()}>{timeOfDay(lesson.startsAt)}</time>
        <span class="muted small">{timeOfDay(lesson.endsAt)}</span>
      </p>
      <div class="lesson-text">
        <h3 class="lesson-title">
          <a href={pathOf(lesson)} dir="auto">
            {lesson.title}
          </a>
          {plan.hasPassword && <Lock size={16} aria-label={t('created.password')} />}
          {lesson.occurrence && <Repeat size={16} aria-label={t('calendar.series')} />}
        </h3>
        <p class="lesson-facts muted small">
          {moment === 'running' && <span class="now-mark">{t('calendar.running')}</span>}
          {moment === 'cancelled' && <span class="badge">{t('calendar.cancelled')}</span>}
          {moment === 'over' && <span>{t('calendar.over')}</span>}
          {!mine && <span>{t('home.host', { name: plan.host.name })}</span>}
          <ElsewhereTime lesson={lesson} />
          {plan.present > 0 && (
            <span class="present">
              <span class="dot" aria-hidden="true" />
              {t('home.present', { count: plan.present })}
            </span>
          )}
        </p>
      </div>
      {(moment === 'later' || moment === 'open' || moment === 'running') && (
        <div class="lesson-actions">
          <CopyButton
            text={plan.joinUrl}
            label={t('home.copyLink', { title: lesson.title })}
            iconOnly
          />
          {lesson.startsAt - now < kDoorMs && (
            <a
              class={buttonClass(moment === 'later' ? undefined : 'primary')}
              href={`/j/${plan.code}`}
              aria-label={t('home.openMeeting', { title: lesson.title })}
            >
              {t('app.join')}
            </a>
          )}
        </div>
      )}
    </li>
  );
}
