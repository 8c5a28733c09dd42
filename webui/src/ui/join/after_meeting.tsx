// SPDX-License-Identifier: MIT
// Of the page after a meeting: one question with an answer in one tap, and when the lesson goes on.
import { CalendarDays, Frown, Meh, Smile } from 'lucide-preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { kRatings, nextDate, rate, type NextDate, type Rating } from '../../core/api/after';
import type { ApiClient } from '../../core/api/client';
import { useGone } from '../components/hooks';
import { t } from '../i18n';
import { shortMoment } from '../i18n/times';

const kFaces = { good: Smile, 'so-so': Meh, bad: Frown } as const;

function RatingQuestion({ api, meetingId }: { api: ApiClient; meetingId: string }) {
  const [given, setGiven] = useState<Rating | null>(null);
  const [said, setSaid] = useState<'thanks' | 'failed' | null>(null);
  const gone = useGone();
  const id = useId();
  const give = async (rating: Rating): Promise<void> => {
    setGiven(rating);
    const answer = await rate(api, meetingId, rating);
    if (gone.current) return;
    setSaid(answer.ok ? 'thanks' : 'failed');
    if (!answer.ok) setGiven(null);
  };
  return (
    <div class="rating" role="group" aria-labelledby={id} data-testid="rating">
      <p id={id} class="rating-title">
        {t('left.rating')}
      </p>
      <div class="rating-faces">
        {kRatings.map((rating) => {
          const Face = kFaces[rating];
          return (
            <button
              key={rating}
              type="button"
              class="rating-face"
              aria-pressed={given === rating}
              onClick={() => void give(rating)}
              data-testid={`rating-${rating}`}
            >
              <Face size={28} aria-hidden />
              {t(`left.rating.${rating}`)}
            </button>
          );
        })}
      </div>
      <p class="muted rating-said" role="status" data-testid="rating-said">
        {said ? t(`left.rating.${said}`) : ''}
      </p>
    </div>
  );
}

function NextLesson({ api, meetingId }: { api: ApiClient; meetingId: string }) {
  const [next, setNext] = useState<NextDate>(null);
  const gone = useGone();
  useEffect(() => {
    void nextDate(api, meetingId, Date.now()).then((found) => {
      if (!gone.current) setNext(found ?? null);
    });
  }, [meetingId]);
  if (next === null) return null;
  return (
    <p class="next-lesson" data-testid="next-lesson">
      <CalendarDays size={20} aria-hidden />
      <span>
        {next === 'none'
          ? t('left.next.none')
          : t('left.next', { when: shortMoment(Date.parse(next.startsAt)) })}
      </span>
    </p>
  );
}

export function AfterMeeting(props: { api: ApiClient; meetingId: string }) {
  return (
    <>
      <NextLesson {...props} />
      <RatingQuestion {...props} />
    </>
  );
}
