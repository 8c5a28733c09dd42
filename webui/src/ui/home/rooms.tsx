// SPDX-License-Identifier: MIT
// Own rooms without a time: they stay open until somebody ends them, so they can be ended here.
import { useState } from 'preact/hooks';
import { X } from 'lucide-preact';
import type { Plan } from '../../core/api/plans';
import { Button, buttonClass, IconButton } from '../components/button';
import { Dialog } from '../components/dialog';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { shortMoment } from '../i18n/times';

const kShown = 4;

function EndRoom({ room, onClose }: { room: Plan; onClose: (ended: boolean) => void }) {
  const { api } = useEnv();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const end = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.end(room.meetingId);
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) onClose(true);
    else setError(sentenceFor(answer.error));
  };
  return (
    <Dialog title={t('home.room.end', { title: room.title })} onClose={() => onClose(false)}>
      <p>
        {room.present > 0
          ? plural('home.room.end.present', room.present)
          : t('home.room.end.empty')}
      </p>
      {error && <ErrorMessage text={error} />}
      <div class="row">
        <Button kind="danger" busy={busy} onClick={() => void end()} data-testid="room-end-confirm">
          {t('home.room.end.confirm')}
        </Button>
        <Button onClick={() => onClose(false)}>{t('app.cancel')}</Button>
      </div>
    </Dialog>
  );
}

export function Rooms({ rooms, onChange }: { rooms: readonly Plan[]; onChange: () => void }) {
  const [all, setAll] = useState(false);
  const [ending, setEnding] = useState<Plan | null>(null);
  if (rooms.length === 0) return null;
  const sorted = [...rooms].sort((a, b) => b.present - a.present);
  return (
    <section class="card stack tight-card" aria-labelledby="rooms-title">
      <h2 id="rooms-title">{t('home.rooms')}</h2>
      <ul class="rooms">
        {(all ? sorted : sorted.slice(0, kShown)).map((room) => (
          <li key={room.meetingId} class="room-row" data-testid="room-row">
            <div class="lesson-text">
              <h3 class="lesson-title">
                <a href={`/meetings/${encodeURIComponent(room.meetingId)}`} dir="auto">
                  {room.title}
                </a>
              </h3>
              <p class="lesson-facts muted small">
                {room.present > 0 ? (
                  <span class="present">
                    <span class="dot" aria-hidden="true" />
                    {t('home.present', { count: room.present })}
                  </span>
                ) : (
                  <span>
                    {t('home.room.since', { time: shortMoment(Date.parse(room.createdAt)) })}
                  </span>
                )}
              </p>
            </div>
            <div class="lesson-actions">
              <a
                class={buttonClass(room.present > 0 ? 'primary' : undefined)}
                href={`/j/${room.code}`}
                aria-label={t('home.openMeeting', { title: room.title })}
              >
                {t('app.join')}
              </a>
              <IconButton
                label={t('home.room.end', { title: room.title })}
                onClick={() => setEnding(room)}
                data-testid="room-end"
              >
                <X size={20} aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      {!all && sorted.length > kShown && (
        <Button kind="plain" onClick={() => setAll(true)}>
          {plural('home.rooms.more', sorted.length - kShown)}
        </Button>
      )}
      {ending && (
        <EndRoom
          room={ending}
          onClose={(ended) => {
            setEnding(null);
            if (ended) onChange();
          }}
        />
      )}
    </section>
  );
}
