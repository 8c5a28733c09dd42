// SPDX-License-Identifier: MIT
// The lobby: people see themselves, who is in, and when it begins; they choose devices, enter their
// name, and join by one large button. It lives: nothing on it has to be loaded anew.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ArrowRight, Settings2 } from 'lucide-preact';
import type { Problem } from '../../core/api/problem';
import { asksHost, doorOf } from '../../core/lobby/door';
import type { LobbyView } from '../../core/lobby/watch';
import type { Tracks } from '../../core/media/tracks';
import { Button } from '../components/button';
import { DeviceChangeNote } from '../components/device_change';
import { DevicePickers } from '../components/device_pickers';
import { Field } from '../components/field';
import { useGone, useTracks } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import type { Entry } from '../join/seat';
import { About } from './about';
import { DoorNote, useNow } from './door_note';
import { Invited } from './invited';
import { Place, type LobbyPlace } from './place';
import { Preview } from './preview';
import { Trouble } from './trouble';

export type { LobbyPlace } from './place';

const kUsualWait = 5;
const kLongestWait = 120;

interface LobbyProps {
  view: LobbyView;
  /** Our place in the line, once we have asked to be let in. */
  place: LobbyPlace | null;
  /** What kept us out, where nobody has just pressed Join. */
  refused: Problem | null;
  /** The token of the link that the person came by, if an invitation had it. */
  invitation: string | null;
  tracks: Tracks;
  onRetryMedia: () => void;
  initialName: string;
  onSpeaker: (id: string) => void;
  /** Resolves with what kept us out, or null when the room opens or a host was asked. */
  onJoin: (entry: Entry) => Promise<Problem | null>;
  onGiveUp: () => void;
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

/** The field that is empty, where there is a keyboard: on phones it would cover the page. */
function useFocusName(wanted: boolean) {
  const side = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!wanted || !window.matchMedia('(hover: hover) and (pointer: fine)').matches) return;
    side.current?.querySelector('input')?.focus({ preventScroll: true });
  }, []);
  return side;
}

/** Devices of all kinds, folded away behind one button. */
function Devices({ tracks, onSpeaker }: Pick<LobbyProps, 'tracks' | 'onSpeaker'>) {
  const { preferences } = useEnv();
  const [open, setOpen] = useState(false);
  const [speakerId, setSpeakerId] = useState(preferences.media.speakerId ?? '');
  return (
    <div>
      <Button
        kind="plain"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="lobby-devices"
      >
        <Settings2 size={20} aria-hidden />
        {t('lobby.devices')}
      </Button>
      {open && (
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
  );
}

export function Lobby(props: LobbyProps) {
  const { view, place, refused, tracks, onRetryMedia, initialName, onJoin } = props;
  const { meeting } = view;
  const { user } = useEnv();
  useTracks(tracks);
  const gone = useGone();
  const account = user.value;
  const [name, setName] = useState(initialName);
  const [password, setPassword] = useState('');
  const [message, setMessage] = useState('');
  // Whoever has a seat has given the password before.
  const [askPassword, setAskPassword] = useState(meeting.hasPassword && meeting.role === null);
  const [busy, setBusy] = useState(false);
  const [nameError, setNameError] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(refused);
  const [opensAt, setOpensAt] = useState<number | null>(null);
  const [armed, setArmed] = useState(false);
  const [early, setEarly] = useState(true);
  const now = useNow(early);
  const elsewhere =
    account !== null && (view.people?.some((person) => person.userId === account.id) ?? false);
  const asks = asksHost(meeting);
  const door = doorOf(meeting, { now, opensAt, elsewhere });
  const side = useFocusName(!account && initialName === '');

  useEffect(() => {
    // The room's code arrives while people look at themselves.
    void import('../room/room_view');
  }, []);
  useEffect(() => setProblem(refused), [refused]);
  useEffect(() => setEarly(door.state === 'early'), [door.state]);
  // Whoever said "when it opens" comes in by itself.
  useEffect(() => {
    if (armed && door.state === 'open' && !busy) void enter();
  }, [armed, door.state]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!account && name.trim() === '') {
      setNameError(t('lobby.name.empty'));
      side.current?.querySelector('input')?.focus();
      return;
    }
    if (door.state === 'open') await enter();
    else setArmed(!armed);
  };

  const enter = async (): Promise<void> => {
    setArmed(false);
    setBusy(true);
    setProblem(null);
    const said = message.trim();
    const kept = await onJoin({
      name: account ? account.name : name.trim(),
      password,
      ...(asks && said !== '' ? { message: said } : {}),
    });
    if (gone.current) return;
    setBusy(false);
    if (!kept) return;
    if (kept.code === 'not-started' && kept.retryAfter !== null) {
      // Our clock is fast: the server says when it opens, and we come in then.
      setOpensAt(Date.now() + kept.retryAfter * 1000);
      setEarly(true);
      setArmed(true);
      return;
    }
    setProblem(kept);
    if (kept.code === 'password-required' || kept.code === 'password-wrong') setAskPassword(true);
    if (kept.field === 'name') setNameError(sentenceFor(kept));
  };

  const waitSeconds = problem && secondsToWait(problem);
  const passwordError =
    problem && problem.code.startsWith('password-') ? sentenceFor(problem) : null;
  const shown = problem && !passwordError && problem.field !== 'name' ? problem : null;
  const words = (): string => {
    if (busy) return t('lobby.joining');
    if (armed) return t('lobby.disarm');
    if (door.state === 'early') return t('lobby.join.early');
    if (door.state === 'full') return t('lobby.join.full');
    if (door.state === 'locked') return t('lobby.join.locked');
    return t(elsewhere ? 'lobby.join.here' : 'lobby.join');
  };
  return (
    <Page width="wide">
      <div class="lobby">
        <Preview tracks={tracks} name={account ? account.name : name} />
        <div class="stack lobby-trouble">
          {!tracks.asking && (
            <Trouble trouble={tracks.trouble} onRetry={onRetryMedia} joinUrl={meeting.joinUrl} />
          )}
          <DeviceChangeNote tracks={tracks} />
        </div>
        <form
          class="stack lobby-side"
          onSubmit={(event) => void submit(event)}
          noValidate
          ref={side}
        >
          <About view={view} ownId={account?.id ?? null} />
          {props.invitation !== null && !place && <Invited token={props.invitation} />}
          {place ? (
            <Place place={place} host={meeting.host.name} onGiveUp={props.onGiveUp} />
          ) : (
            <>
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
              {asks && (
                <Field
                  label={t('lobby.message')}
                  value={message}
                  onValue={setMessage}
                  placeholder={t('lobby.message.hint')}
                  autocomplete="off"
                  maxLength={300}
                  data-testid="lobby-message"
                />
              )}
              <DoorNote door={door} now={now} armed={armed} view={view} elsewhere={elsewhere} />
              {shown && (
                <ErrorMessage text={sentenceFor(shown)}>
                  {waitSeconds !== null && <Waiting seconds={waitSeconds} onOver={enter} />}
                </ErrorMessage>
              )}
              <Button
                kind={armed ? undefined : 'primary'}
                large
                wide
                type="submit"
                busy={busy}
                data-testid="lobby-join"
                data-door={door.state}
              >
                {words()}
                {!busy && !armed && <ArrowRight size={22} aria-hidden />}
              </Button>
            </>
          )}
          <Devices tracks={tracks} onSpeaker={props.onSpeaker} />
          <p class="row muted small">
            {!account && !place && (
              <a href={`/signin?next=/j/${meeting.code}`}>{t('lobby.signInInstead')}</a>
            )}
            {!place && (
              <a href={`/test#code=${meeting.code}`} data-testid="lobby-test">
                {t('app.test')}
              </a>
            )}
          </p>
        </form>
      </div>
    </Page>
  );
}
