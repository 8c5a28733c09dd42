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
import { useGone, useTracks } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { formatTime, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import type { Entry } from '../join/seat';
import { Preview } from './preview';
import { Trouble } from './trouble';

const kUsualWait = 5;
const kLongestWait = 120;

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

/**
 * A server that is asked too often, or is busy, says when to come again: a whole class behind one
 * address arrives in the same minute. Null where waiting does not help.
 */
export function secondsToWait({ code, retryAfter }: Problem): number | null {
  if (code !== 'rate-limited' && code !== 'overloaded') return null;
  const seconds = Math.max(1, Math.ceil(retryAfter ?? kUsualWait));
  return seconds <= kLongestWait ? seconds : null;
}

/** Counts down and goes on by itself. */
function Waiting({ seconds, onOver }: { seconds: number; onOver: () => Promise<void> }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : void onOver()), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return <p aria-live="off">{t('lobby.waiting', { seconds: left })}</p>;
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
  const gone = useGone();
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
    await enter();
  };

  const enter = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const kept = await onJoin({ name: account ? account.name : name.trim(), password });
    setBusy(false);
    if (!kept || gone.current) return;
    setProblem(kept);
    if (kept.code === 'password-required' || kept.code === 'password-wrong') setAskPassword(true);
  };

  const waitSeconds = problem && secondsToWait(problem);
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
          {problem && !passwordError && (
            <ErrorMessage text={sentenceFor(problem)}>
              {waitSeconds !== null && <Waiting seconds={waitSeconds} onOver={enter} />}
            </ErrorMessage>
          )}
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
