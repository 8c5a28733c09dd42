// SPDX-License-Identifier: MIT
// The lobby: people see themselves, choose devices, enter their name, and join by one large button.
import { useEffect, useState } from 'preact/hooks';
import { ArrowRight, Settings2 } from 'lucide-preact';
import type { Problem } from '../../core/api/problem';
import type { Meeting } from '../../core/api/types';
import type { Tracks } from '../../core/media/tracks';
import { Button } from '../components/button';
import { DeviceChangeNote } from '../components/device_change';
import { DevicePickers } from '../components/device_pickers';
import { Field } from '../components/field';
import { useTracks } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { formatTime, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import type { Entry } from '../join/seat';
import { Preview } from './preview';
import { Trouble } from './trouble';

interface LobbyProps {
  meeting: Meeting;
  tracks: Tracks;
  onRetryMedia: () => void;
  initialName: string;
  onSpeaker: (id: string) => void;
  /** Resolves with what kept us out, or null when the room opens. */
  onJoin: (entry: Entry) => Promise<Problem | null>;
}

function presence(count: number): string {
  if (count === 0) return t('lobby.present.none');
  return count === 1 ? t('lobby.present.one') : t('lobby.present.many', { count });
}

function About({ meeting }: { meeting: Meeting }) {
  return (
    <div class="stack tight">
      <h1>{meeting.title}</h1>
      <p class="muted">{t('lobby.host', { name: meeting.host.name })}</p>
      {meeting.scheduledAt && (
        <p class="muted">
          {t('lobby.scheduled', { time: formatTime(meeting.scheduledAt, meeting.timezone) })}
        </p>
      )}
      <p class={meeting.present > 0 ? 'present' : 'muted'}>
        {meeting.present > 0 && <span class="dot" aria-hidden="true" />}
        {presence(meeting.present)}
      </p>
    </div>
  );
}

export function Lobby({
  meeting,
  tracks,
  onRetryMedia,
  initialName,
  onSpeaker,
  onJoin,
}: LobbyProps) {
  const { user, preferences } = useEnv();
  useTracks(tracks);
  const [name, setName] = useState(initialName);
  const [password, setPassword] = useState('');
  const [askPassword, setAskPassword] = useState(meeting.hasPassword && meeting.role !== 'host');
  const [devicesOpen, setDevicesOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [nameError, setNameError] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [speakerId, setSpeakerId] = useState(preferences.media.speakerId ?? '');
  const account = user.value;

  useEffect(() => {
    // The room's code arrives while people look at themselves.
    void import('../room/room_view');
  }, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!account && name.trim() === '') {
      setNameError(t('lobby.name.empty'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const kept = await onJoin({ name: account ? account.name : name.trim(), password });
    setBusy(false);
    if (!kept) return;
    setProblem(kept);
    if (kept.code === 'password-required' || kept.code === 'password-wrong') setAskPassword(true);
  };

  const passwordError =
    problem && problem.code.startsWith('password-') ? sentenceFor(problem) : null;
  return (
    <Page width="wide">
      <div class="lobby">
        <div class="stack">
          <Preview tracks={tracks} name={account ? account.name : name} />
          {!tracks.asking && <Trouble trouble={tracks.trouble} onRetry={onRetryMedia} />}
          <DeviceChangeNote tracks={tracks} />
        </div>
        <form class="stack lobby-side" onSubmit={(event) => void submit(event)} noValidate>
          <About meeting={meeting} />
          {account ? (
            <p>{t('lobby.asUser', { name: account.name })}</p>
          ) : (
            <Field
              label={t('lobby.name')}
              value={name}
              onValue={(value) => {
                setName(value);
                setNameError(null);
              }}
              error={nameError}
              autocomplete="name"
              maxLength={80}
              data-testid="lobby-name"
            />
          )}
          {askPassword && (
            <Field
              label={t('lobby.password')}
              type="password"
              value={password}
              onValue={setPassword}
              error={passwordError}
              autocomplete="off"
              maxLength={128}
              data-testid="lobby-password"
            />
          )}
          {problem && !passwordError && <ErrorMessage text={sentenceFor(problem)} />}
          <Button kind="primary" large wide type="submit" busy={busy} data-testid="lobby-join">
            {busy ? t('lobby.joining') : t('lobby.join')}
            {!busy && <ArrowRight size={22} aria-hidden />}
          </Button>
          <div>
            <Button
              kind="plain"
              aria-expanded={devicesOpen}
              onClick={() => setDevicesOpen(!devicesOpen)}
              data-testid="lobby-devices"
            >
              <Settings2 size={20} aria-hidden />
              {t('lobby.devices')}
            </Button>
            {devicesOpen && (
              <DevicePickers
                tracks={tracks}
                speakerId={speakerId}
                onSpeaker={(id) => {
                  setSpeakerId(id);
                  onSpeaker(id);
                }}
              />
            )}
          </div>
          {!account && (
            <p class="muted small">
              <a href={`/signin?next=/j/${meeting.code}`}>{t('lobby.signInInstead')}</a>
            </p>
          )}
        </form>
      </div>
    </Page>
  );
}
