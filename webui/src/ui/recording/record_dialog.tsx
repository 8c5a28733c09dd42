// SPDX-License-Identifier: MIT
// Before a recording: who is told and asked, where it goes, and whether there is room for it.
import { useEffect, useState } from 'preact/hooks';
import { CircleDot } from 'lucide-preact';
import '../../styles/recording.css';
import { storage, type RecordingStorage } from '../../core/api/recordings';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { ErrorMessage, InfoMessage } from '../components/message';
import { t } from '../i18n';
import { bytesText } from '../i18n/sizes';
import { sentenceFor } from '../i18n/problems';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { record, typeToRecord } from './recorder';

/** Less room than this is not enough for a lesson: about twenty minutes. */
const kLittle = 250_000_000;

function roomLeft({ quotaBytes, usedBytes }: RecordingStorage): number {
  return Math.max(0, quotaBytes - usedBytes);
}

export function RecordDialog({ session, view }: { session: RoomSession; view: StageView }) {
  const [room, setRoom] = useState<RecordingStorage | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const close = (): void => void (session.recording.asked.value = false);
  useEffect(() => {
    void storage(session.seated.api).then((answer) => {
      if (answer.ok) setRoom(answer.value);
      else setProblem(sentenceFor(answer.error));
    });
  }, []);
  const able = typeToRecord() !== null;
  const left = room ? roomLeft(room) : null;
  const here = room !== null && (!room.enabled || left === 0);
  const begin = async (): Promise<void> => {
    setBusy(true);
    const began = await record(session, view, here ? null : room);
    setBusy(false);
    if (began) close();
    else setProblem(t('recording.failed'));
  };
  return (
    <Dialog title={t('recording.start.title')} onClose={close}>
      <div class="stack">
        <p>{t('recording.start.asked')}</p>
        <p>{t(here ? 'recording.start.here' : 'recording.start.server')}</p>
        {left !== null && !here && left < kLittle && (
          <InfoMessage>
            <p>{t('recording.start.little', { left: bytesText(left) })}</p>
          </InfoMessage>
        )}
        {!able && <ErrorMessage text={t('recording.unable')} />}
        {problem && <ErrorMessage text={problem} />}
        <div class="row">
          <Button
            kind="primary"
            busy={busy}
            disabled={!able || room === null}
            onClick={() => void begin()}
            data-testid="record-start"
          >
            <CircleDot size={20} aria-hidden />
            {t('recording.start')}
          </Button>
          <Button onClick={close}>{t('app.cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
