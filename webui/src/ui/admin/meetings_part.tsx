// SPDX-License-Identifier: MIT
// The meetings of everybody: live, upcoming and past ones, searched, and ended.
import { useEffect, useState } from 'preact/hooks';
import { CalendarDays } from 'lucide-preact';
import {
  endMeeting,
  kMeetingFilters,
  siteMeetings,
  type MeetingFilter,
  type SiteMeeting,
} from '../../core/api/operations';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { shortMoment } from '../i18n/times';
import { usePages } from './pages';

/** A search waits until nobody types. */
const kTypingMs = 300;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), kTypingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function EndDialog({
  meeting,
  onClose,
}: {
  meeting: SiteMeeting;
  onClose: (done: boolean) => void;
}) {
  const { api } = useEnv();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const end = async (): Promise<void> => {
    setBusy(true);
    const answer = await endMeeting(api, meeting.id);
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) onClose(true);
    else setError(sentenceFor(answer.error));
  };
  return (
    <Dialog
      title={t('admin.meetings.end.title', { title: meeting.title })}
      onClose={() => onClose(false)}
    >
      <div class="stack">
        <p>{t('admin.meetings.end.text')}</p>
        {error && <ErrorMessage text={error} />}
        <div class="row">
          <Button
            kind="danger"
            busy={busy}
            onClick={() => void end()}
            data-testid="meeting-end-confirm"
          >
            {t('admin.meetings.end')}
          </Button>
          <Button onClick={() => onClose(false)}>{t('app.cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function Row({ meeting, onEnd }: { meeting: SiteMeeting; onEnd: () => void }) {
  const when = meeting.scheduledAt ?? meeting.createdAt;
  const over = meeting.state === 'ended' || meeting.state === 'cancelled';
  return (
    <li data-testid="site-meeting" data-state={meeting.state} data-code={meeting.code}>
      <div class="account-text">
        <a class="admin-link" href={`/meetings/${encodeURIComponent(meeting.id)}`}>
          <b dir="auto">{meeting.title}</b>
        </a>
        <span class="muted small">
          {shortMoment(Date.parse(when))} ·{' '}
          <bdi>{t('admin.meetings.host', { name: meeting.hostName })}</bdi>
          {meeting.hostEmail && (
            <>
              {' · '}
              <bdi>{meeting.hostEmail}</bdi>
            </>
          )}
        </span>
        <span class="row tight">
          <span class={`badge${meeting.state === 'live' ? ' badge-live' : ''}`}>
            {meeting.state === 'live'
              ? plural('admin.meetings.present', meeting.present)
              : t(`admin.meetings.state.${meeting.state}`)}
          </span>
          {meeting.isSeries && <span class="badge">{t('admin.meetings.series')}</span>}
          <span class="mono small muted">{meeting.code}</span>
        </span>
      </div>
      {!over && (
        <Button
          onClick={onEnd}
          aria-label={t('admin.meetings.end.one', { title: meeting.title })}
          data-testid="meeting-end"
        >
          {t('admin.meetings.end')}
        </Button>
      )}
    </li>
  );
}

export function MeetingsPart() {
  const { api } = useEnv();
  const [state, setState] = useState<MeetingFilter>('live');
  const [text, setText] = useState('');
  const [ending, setEnding] = useState<SiteMeeting | null>(null);
  const filter = { state, search: useSettled(text) };
  const { items, more, problem, next, reload } = usePages(JSON.stringify(filter), (cursor) =>
    siteMeetings(api, filter, cursor),
  );
  return (
    <section class="card stack" aria-labelledby="site-meetings-title">
      <h2 id="site-meetings-title">{t('admin.meetings')}</h2>
      <div class="row">
        <div class="segments" role="group" aria-label={t('admin.meetings.which')}>
          {kMeetingFilters.map((one) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={one === state}
              onClick={() => setState(one)}
              data-testid={`meetings-${one}`}
            >
              {t(`admin.meetings.${one}`)}
            </button>
          ))}
        </div>
        <Button onClick={reload}>{t('admin.mail.reload')}</Button>
      </div>
      <Field
        label={t('admin.meetings.search')}
        type="search"
        value={text}
        onValue={setText}
        maxLength={100}
        autocomplete="off"
        data-testid="meetings-search"
      />
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!items && !problem && <Skeleton />}
      {items && items.length === 0 && !more && (
        <div class="empty">
          <CalendarDays size={40} aria-hidden />
          <h3>{t(filter.search ? 'admin.meetings.unfound' : `admin.meetings.none.${state}`)}</h3>
        </div>
      )}
      <ul class="account-list">
        {(items ?? []).map((meeting) => (
          <Row key={meeting.id} meeting={meeting} onEnd={() => setEnding(meeting)} />
        ))}
      </ul>
      {more && (
        <Button kind="plain" onClick={next} data-testid="meetings-more">
          {t('admin.more')}
        </Button>
      )}
      {ending && (
        <EndDialog
          meeting={ending}
          onClose={(done) => {
            setEnding(null);
            if (done) reload();
          }}
        />
      )}
    </section>
  );
}
