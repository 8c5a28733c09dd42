// SPDX-License-Identifier: MIT
// The room's dialogs: devices, invitation, connection details, end for everyone.
import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { CandidateSummary, PeerStats } from '../../core/rtc/stats';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { DevicePickers } from '../components/device_pickers';
import { Dialog } from '../components/dialog';
import { useTracks } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { invitationText } from '../create/invitation';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { Trouble } from '../lobby/trouble';
import { SecondDevice } from '../media/second_device';
import { SoundAndPicture } from '../media/treatment';
import { SoundSwitch } from '../notices/sound_switch';
import { Meter } from './meter';
import type { RoomSession } from './room_session';

interface DialogProps {
  session: RoomSession;
  onClose: () => void;
}

const kStatsMs = 2_000;

export function DevicesDialog({ session, onClose }: DialogProps) {
  const { preferences } = useEnv();
  const { tracks } = session;
  useTracks(tracks);
  return (
    <Dialog title={t('room.devices')} onClose={onClose}>
      <div class="stack">
        <Trouble trouble={tracks.trouble} onRetry={() => void tracks.open(preferences.media)} />
        <DevicePickers
          tracks={tracks}
          speakerId={session.speakerId.value}
          onSpeaker={(id) => (session.speakerId.value = id)}
        />
        <SoundAndPicture session={session} />
        <SecondDevice session={session} />
        <SoundSwitch />
      </div>
    </Dialog>
  );
}

export function InviteDialog({ session, onClose }: DialogProps) {
  const { meeting } = session.seated.seat;
  return (
    <Dialog title={t('room.invite')} onClose={onClose}>
      <div class="stack">
        <p class="muted">{t('created.text')}</p>
        <p class="code mono">{meeting.code}</p>
        <div class="row">
          <CopyButton text={meeting.joinUrl} label={t('created.copyLink')} kind="primary" />
          <CopyButton
            text={invitationText(meeting, '')}
            label={t('created.copyInvitation')}
            testId="copy-invite"
          />
        </div>
      </div>
    </Dialog>
  );
}

function route(local: CandidateSummary | null, remote: CandidateSummary | null): string {
  if (!local || !remote) return '–';
  const relayed = local.type === 'relay' || remote.type === 'relay';
  const protocol = (local.relayProtocol ?? local.protocol).toUpperCase();
  return t(relayed ? 'details.route.relay' : 'details.route.direct', { protocol });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function PeerDetails({ stats }: { stats: PeerStats }) {
  const rows: readonly (readonly [string, string])[] = [
    [t('details.state'), stats.connectionState],
    [t('details.route'), route(stats.local, stats.remote)],
    [t('details.delay'), stats.rttMs === null ? '–' : `${stats.rttMs} ms`],
    [
      t('details.picture'),
      stats.frameWidth > 0 ? `${stats.frameWidth} × ${stats.frameHeight}` : '–',
    ],
    [t('details.frames'), String(stats.framesDecoded.camera + stats.framesDecoded.screen)],
    [t('details.lost'), String(stats.packetsLost)],
    [t('details.traffic'), `${megabytes(stats.bytesReceived)} / ${megabytes(stats.bytesSent)}`],
  ];
  return (
    <section class="stack tight">
      <h3 dir="auto">{stats.name}</h3>
      <dl class="facts">
        {rows.map(([term, value]) => (
          <div key={term} class="facts-row">
            <dt>{term}</dt>
            <dd class="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function DetailsDialog({ session, onClose }: DialogProps) {
  const { site } = useEnv();
  const [stats, setStats] = useState<readonly PeerStats[]>([]);
  useEffect(() => {
    const load = (): void => void session.stats().then(setStats, () => undefined);
    load();
    const timer = setInterval(load, kStatsMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <Dialog title={t('details.title')} onClose={onClose}>
      <div class="stack">
        <Meter session={session} />
        {stats.length === 0 && <p class="muted">{t('details.empty')}</p>}
        {stats.map((peer) => (
          <PeerDetails key={peer.peerId} stats={peer} />
        ))}
        {site.value && (
          <p class="muted small">{t('details.version', { version: site.value.version })}</p>
        )}
      </div>
    </Dialog>
  );
}

export function EndDialog({ session, onClose }: DialogProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = async (): Promise<void> => {
    setBusy(true);
    const hindered = await session.end();
    setBusy(false);
    setProblem(hindered);
  };
  return (
    <Dialog title={t('room.end.title')} onClose={onClose}>
      <div class="stack">
        <p>{t('room.end.text')}</p>
        {problem && <ErrorMessage text={sentenceFor(problem)} />}
        <div class="row">
          <Button kind="danger" busy={busy} onClick={() => void end()} data-testid="end-confirm">
            {t('room.end')}
          </Button>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
