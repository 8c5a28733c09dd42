// SPDX-License-Identifier: MIT
// The person's recordings, the room that they take, and films that wait on this device.
import { useState } from 'preact/hooks';
import { Clapperboard } from 'lucide-preact';
import { kPageOutdated, type Problem } from '../../core/api/problem';
import { remove, storage, type RecordingStorage } from '../../core/api/recordings';
import { UndoBar, useUndo } from '../asking/undo_bar';
import { useKept } from '../calendar/hooks';
import { useChunk } from '../components/hooks';
import { ErrorMessage, InfoMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText } from '../i18n/sizes';
import { filmsAreHere } from '../recording/mark';
import '../../styles/recording.css';
import { RecordingRow } from './recording_row';
import { loadRecordings, type Listed } from './source';

function StorageBar({ enabled, usedBytes, quotaBytes }: RecordingStorage) {
  const full = usedBytes >= quotaBytes;
  return (
    <div class="stack tight">
      {!enabled && (
        <InfoMessage>
          <p>{t('recordings.off')}</p>
        </InfoMessage>
      )}
      <div class="film-storage" data-testid="storage">
        <progress
          class={`film-progress${full ? ' film-progress-full' : ''}`}
          max={Math.max(1, quotaBytes)}
          value={Math.min(usedBytes, quotaBytes)}
          aria-label={t('recordings.storage.label')}
        />
        <span class="small">
          {t('recordings.storage', { used: bytesText(usedBytes), quota: bytesText(quotaBytes) })}
        </span>
      </div>
      {full && enabled && <p class="small">{t('recordings.storage.full')}</p>}
    </div>
  );
}

const loadLeft = () => import('./left_part').then((chunk) => chunk.LeftPart);

function Body() {
  const { api, user } = useEnv();
  const own = user.value?.id ?? '';
  const list = useKept('recordings', () => loadRecordings(api, own));
  const room = useKept('recordings storage', () => storage(api));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [chunkFailed, setChunkFailed] = useState<(() => void) | null>(null);
  const Left = useChunk(filmsAreHere(), loadLeft, (retry) => setChunkFailed(() => retry));
  const reload = (): void => {
    list.reload();
    room.reload();
  };
  // A row that was deleted does not come back until the list knows it, too.
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const { queue, waiting } = useUndo<Listed, 'delete'>((items) => {
    setGone((before) => new Set([...before, ...items.map(({ recordingId }) => recordingId)]));
    for (const { recordingId } of items)
      void remove(api, recordingId).then((answer) => {
        if (!answer.ok)
          setGone((before) => new Set([...before].filter((id) => id !== recordingId)));
        setProblem(answer.ok ? null : answer.error);
        reload();
      });
  });
  const hidden = new Set(waiting?.items.map(({ recordingId }) => recordingId));
  const shown = list.value?.filter(
    ({ recordingId }) => !hidden.has(recordingId) && !gone.has(recordingId),
  );
  return (
    <>
      <h1>{t('recordings.title')}</h1>
      {room.value && <StorageBar {...room.value} />}
      {chunkFailed && (
        <ErrorMessage
          text={sentenceFor(kPageOutdated)}
          onRetry={() => {
            setChunkFailed(null);
            chunkFailed();
          }}
        />
      )}
      {Left && <Left onGone={reload} />}
      {problem && <ErrorMessage text={sentenceFor(problem)} />}
      {list.problem && <ErrorMessage text={sentenceFor(list.problem)} onRetry={reload} />}
      {!list.value && !list.problem && <Skeleton />}
      {shown && shown.length === 0 && (
        <div class="empty">
          <Clapperboard size={40} aria-hidden />
          <h2>{t('recordings.none')}</h2>
          <p class="muted">{t('recordings.none.text')}</p>
        </div>
      )}
      {shown && shown.length > 0 && (
        <ul class="card film-list">
          {shown.map((one) => (
            <RecordingRow
              key={one.recordingId}
              recording={one}
              onChange={reload}
              onDelete={(chosen) => queue.answer([chosen], 'delete')}
            />
          ))}
        </ul>
      )}
      <UndoBar
        text={
          waiting
            ? t('recordings.deleted', { title: waiting.items.map(({ title }) => title).join(', ') })
            : null
        }
        onUndo={() => queue.undo()}
      />
    </>
  );
}

export function RecordingsPage() {
  const { user } = useEnv();
  const title = t('recordings.title');
  return (
    <Page width={user.value ? 'wide' : 'narrow'} title={title}>
      {user.value ? <Body /> : <SignInFirst title={title} />}
    </Page>
  );
}
