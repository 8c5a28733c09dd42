// SPDX-License-Identifier: MIT
// The next dates of a series, each with its own page.
import { occurrences, type Plan } from '../../core/api/plans';
import { useKept } from '../calendar/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { shortMoment } from '../i18n/times';

const kShown = 10;

export function NextDates({ plan }: { plan: Plan }) {
  const { api } = useEnv();
  const { value } = useKept(`dates ${plan.meetingId} ${plan.etag}`, () => {
    const now = Date.now();
    const to = new Date(now + 360 * 86_400_000).toISOString();
    return occurrences(api, plan.meetingId, new Date(now).toISOString(), to);
  });
  if (!value || value.items.length === 0) return null;
  return (
    <section class="card stack tight-card" aria-labelledby="dates-title">
      <h2 id="dates-title">{t('meeting.dates')}</h2>
      <ul class="dates">
        {value.items.slice(0, kShown).map((date) => (
          <li key={date.occurrence}>
            <a
              class="date-link"
              href={`/meetings/${encodeURIComponent(plan.meetingId)}?${new URLSearchParams({
                occurrence: date.occurrence,
              })}`}
              data-testid="series-date"
            >
              <span>{shortMoment(Date.parse(date.startsAt))}</span>
              {date.title !== plan.title && (
                <span class="muted" dir="auto">
                  {date.title}
                </span>
              )}
              {date.state === 'cancelled' && <span class="badge">{t('calendar.cancelled')}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
