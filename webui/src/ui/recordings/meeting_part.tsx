// SPDX-License-Identifier: MIT
// The recordings of a meeting on its own page; nothing where there are none.
import { useKept } from '../calendar/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import '../../styles/recording.css';
import { RecordingRow } from './recording_row';
import { loadOfMeeting } from './source';

export function MeetingRecordings({ meetingId }: { meetingId: string }) {
  const { api, user } = useEnv();
  const own = user.value?.id ?? '';
  const { value, problem, reload } = useKept(`recordings ${meetingId}`, () =>
    loadOfMeeting(api, own, meetingId),
  );
  // Whoever may not see the list has no recordings here.
  const failed = problem && problem.status !== 403 && problem.status !== 404;
  if (!failed && !value?.length) return null;
  return (
    <section class="card stack" aria-labelledby="meeting-recordings" data-testid="meeting-films">
      <h2 id="meeting-recordings">{t('recordings.ofMeeting')}</h2>
      {failed && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      <ul class="film-list">
        {value?.map((one) => (
          <RecordingRow key={one.recordingId} recording={one} meeting={false} onChange={reload} />
        ))}
      </ul>
    </section>
  );
}
