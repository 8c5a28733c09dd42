// SPDX-License-Identifier: MIT
// The signed-in user's meetings: loading, none yet, trouble, or the list.
import { useEffect, useState } from 'preact/hooks';
import { CalendarDays, Lock } from 'lucide-preact';
import type { Problem } from '../../core/api/problem';
import type { Meeting } from '../../core/api/types';
import { Button, buttonClass } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { ErrorMessage, Loading } from '../components/message';
import { useEnv } from '../env';
import { formatTime, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

type Filter = 'open' | 'ended';

function MeetingRow({ meeting }: { meeting: Meeting }) {
  const time = formatTime(meeting.scheduledAt ?? meeting.createdAt, meeting.timezone);
  return (
    <li class="meeting">
      <div class="meeting-text">
        <h3 class="meeting-title">
          <span class="meeting-name" dir="auto">
            {meeting.title}
          </span>
          {meeting.hasPassword && <Lock size={16} aria-label={t('created.password')} />}
        </h3>
        <p class="meeting-facts muted small">
          <span>{time}</span>
          {meeting.role !== 'host' && <span>{t('home.host', { name: meeting.host.name })}</span>}
          {meeting.state === 'open' && <span class="mono">{meeting.code}</span>}
        </p>
        {meeting.present > 0 && (
          <p class="present">
            <span class="dot" aria-hidden="true" />
            {t('home.present', { count: meeting.present })}
          </p>
        )}
      </div>
      {meeting.state === 'open' ? (
        <div class="meeting-actions">
          <CopyButton
            text={meeting.joinUrl}
            label={t('home.copyLink', { title: meeting.title })}
            iconOnly
          />
          <a
            class={buttonClass()}
            href={`/j/${meeting.code}`}
            aria-label={t('home.openMeeting', { title: meeting.title })}
          >
            {t('app.join')}
          </a>
        </div>
      ) : (
        <span class="badge">{t('home.meetings.ended')}</span>
      )}
    </li>
  );
}

function Empty({ filter }: { filter: Filter }) {
  if (filter === 'ended') return <p class="empty muted">{t('home.meetings.past.empty')}</p>;
  return (
    <div class="empty">
      <CalendarDays size={32} aria-hidden />
      <h3>{t('home.meetings.empty.title')}</h3>
      <p class="muted">{t('home.meetings.empty.text')}</p>
    </div>
  );
}

interface Listed {
  readonly meetings: readonly Meeting[];
  readonly cursor: string | null;
}

export function MeetingList() {
  const { api } = useEnv();
  const [filter, setFilter] = useState<Filter>('open');
  const [listed, setListed] = useState<Listed | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const load = async (cursor: string | null, stale: () => boolean = () => false): Promise<void> => {
    setProblem(null);
    const page = await api.meetings({ state: filter, limit: 20, ...(cursor ? { cursor } : {}) });
    if (stale()) return;
    if (!page.ok) setProblem(page.error);
    else {
      const { meetings, nextCursor } = page.value;
      setListed((old) => ({
        meetings: cursor ? [...(old?.meetings ?? []), ...meetings] : meetings,
        cursor: nextCursor,
      }));
    }
  };

  useEffect(() => {
    let gone = false;
    setListed(null);
    void load(null, () => gone);
    return () => {
      gone = true;
    };
  }, [filter]);

  return (
    <section class="card meetings" aria-labelledby="meetings-title">
      <div class="meetings-head">
        <h2 id="meetings-title">{t('home.meetings')}</h2>
        <div class="segments" role="group" aria-label={t('home.meetings.show')}>
          {(['open', 'ended'] as const).map((choice) => (
            <button
              key={choice}
              type="button"
              class="segment"
              aria-pressed={filter === choice}
              onClick={() => setFilter(choice)}
            >
              {t(choice === 'open' ? 'home.meetings.open' : 'home.meetings.past')}
            </button>
          ))}
        </div>
      </div>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={() => void load(null)} />}
      {!listed && !problem && <Loading />}
      {listed && listed.meetings.length === 0 && <Empty filter={filter} />}
      {listed && listed.meetings.length > 0 && (
        <ul class="meeting-list">
          {listed.meetings.map((meeting) => (
            <MeetingRow key={meeting.meetingId} meeting={meeting} />
          ))}
        </ul>
      )}
      {listed?.cursor && (
        <Button kind="plain" onClick={() => void load(listed.cursor)}>
          {t('home.meetings.more')}
        </Button>
      )}
    </section>
  );
}
