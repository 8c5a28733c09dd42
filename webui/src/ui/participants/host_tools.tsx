// SPDX-License-Identifier: MIT
// For hosts and co-hosts, above the list of people: who waits to come in, what concerns all, and
// who may do what.
import { useState } from 'preact/hooks';
import { Check, ClipboardList, Hand, Lock, LockOpen, Mic, MicOff, X } from 'lucide-preact';
import { moderates } from '../../core/model/permissions';
import {
  kAllowedTo,
  type AllowedTo,
  type MeetingSettings,
  type Moderate,
  type Waiting,
} from '../../core/protocol/messages';
import { Button, IconButton } from '../components/button';
import { Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { formatClock, t, type Key } from '../i18n';
import { Meter } from '../room/meter';
import type { RoomSession } from '../room/room_session';
import { AttendanceDialog } from './attendance';
import { AudienceRoom } from './lecture_people';

type Act = (what: Moderate) => Promise<boolean>;

function Knocker({ one, act }: { one: Waiting; act: Act }) {
  const answer = (action: 'admit' | 'deny') => (): void =>
    void act({ action, targetId: one.requestId });
  return (
    <li class="knocker" data-testid="knocker">
      <span class="person-name">
        <span dir="auto">{one.name}</span>
        {one.guest && <span class="badge">{t('host.guest')}</span>}
        <span class="muted small">{t('host.since', { time: formatClock(one.since) })}</span>
      </span>
      {one.message && (
        <span class="muted small knocker-message" dir="auto">
          {one.message}
        </span>
      )}
      <span class="knocker-answers">
        <IconButton
          label={t('host.deny', { name: one.name })}
          onClick={answer('deny')}
          data-testid="deny"
        >
          <X size={20} aria-hidden />
        </IconButton>
        <IconButton
          label={t('host.admit', { name: one.name })}
          onClick={answer('admit')}
          data-testid="admit"
        >
          <Check size={20} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

const kMostTold = 300;

function TellWaiting({ act }: { act: Act }) {
  const [text, setText] = useState('');
  const [told, setTold] = useState(false);
  const send = async (): Promise<void> => {
    const message = text.trim().replace(/\s+/g, ' ');
    if (message === '') return;
    const done = await act({ action: 'tell-waiting', message });
    setTold(done);
    if (done) setText('');
  };
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="input-with-button">
        <input
          class="input"
          dir="auto"
          maxLength={kMostTold}
          aria-label={t('host.tellWaiting')}
          placeholder={t('host.tellWaiting')}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setTold(false);
          }}
          data-testid="tell-waiting"
        />
        <Button type="submit">{t('host.tell.send')}</Button>
      </div>
      {told && (
        <p class="muted small" role="status">
          {t('host.tell.told')}
        </p>
      )}
    </form>
  );
}

const kSettings = ['unmute', 'share', 'chat', 'whiteboard', 'recording'] as const;
const kWords: Readonly<Record<AllowedTo, Key>> = {
  everyone: 'host.everyone',
  hosts: 'host.hosts',
  off: 'host.off',
};

function Permissions({
  settings,
  onChange,
}: {
  settings: MeetingSettings;
  onChange: (change: Partial<MeetingSettings>) => void;
}) {
  return (
    <details class="host-may">
      <summary>{t('host.may')}</summary>
      <div class="stack tight">
        {kSettings.map((setting) => (
          <Select
            key={setting}
            label={t(`host.may.${setting}`)}
            value={settings[setting]}
            options={kAllowedTo.map((value) => ({ value, label: t(kWords[value]) }))}
            onValue={(value) => onChange({ [setting]: value as AllowedTo })}
            testId={`may-${setting}`}
            inline
          />
        ))}
      </div>
    </details>
  );
}

export function HostTools({ session, hands }: { session: RoomSession; hands: number }) {
  const [failed, setFailed] = useState<string | null>(null);
  const [attendance, setAttendance] = useState(false);
  const { self, meeting, lobby } = session.state.value;
  if (!moderates(self.role) || !meeting) return null;
  const act: Act = async (what) => {
    setFailed(null);
    const done = await session.moderate(what);
    if (!done.ok) setFailed(done.error.code);
    return done.ok;
  };
  const change = (settings: Partial<MeetingSettings>): void => {
    setFailed(null);
    void session.seated.api.changeSettings(meeting.meetingId, settings).then((done) => {
      if (!done.ok) setFailed(done.error.code);
    });
  };
  return (
    <section class="host-tools" aria-label={t('host.tools')}>
      {failed && <ErrorMessage text={t('host.failed', { code: failed })} />}
      {lobby.count > 0 && (
        <div class="stack tight" data-testid="lobby-list">
          <div class="host-row">
            <h3>{t('host.waiting', { count: lobby.count })}</h3>
            <Button
              kind="primary"
              onClick={() => void act({ action: 'admit-all' })}
              data-testid="admit-all"
            >
              {t('host.admitAll')}
            </Button>
          </div>
          <ul class="knockers">
            {lobby.waiting.map((one) => (
              <Knocker key={one.requestId} one={one} act={act} />
            ))}
          </ul>
          <TellWaiting act={act} />
        </div>
      )}
      <div class="host-row">
        <Button onClick={() => void act({ action: 'mute' })} data-testid="mute-all">
          <MicOff size={18} aria-hidden />
          {t('host.muteAll')}
        </Button>
        {meeting.type !== 'lecture' && (
          <Button onClick={() => void act({ action: 'unmute-allowed' })} data-testid="ask-all">
            <Mic size={18} aria-hidden />
            {t('host.askAll')}
          </Button>
        )}
        {hands > 0 && (
          <Button onClick={() => void act({ action: 'lower-hand' })} data-testid="lower-all">
            <Hand size={18} aria-hidden />
            {t('host.lowerAll')}
          </Button>
        )}
        <Button
          onClick={() => void act({ action: meeting.locked ? 'unlock' : 'lock' })}
          data-testid="lock"
        >
          {meeting.locked ? <Lock size={18} aria-hidden /> : <LockOpen size={18} aria-hidden />}
          {t(meeting.locked ? 'host.unlock' : 'host.lock')}
        </Button>
        {self.role === 'host' && (
          <Button onClick={() => setAttendance(true)} data-testid="attendance">
            <ClipboardList size={18} aria-hidden />
            {t('people.attendance')}
          </Button>
        )}
      </div>
      {meeting.type === 'lecture' ? (
        <AudienceRoom session={session} />
      ) : (
        <Meter session={session} />
      )}
      <Permissions settings={meeting.settings} onChange={change} />
      {attendance && <AttendanceDialog session={session} onClose={() => setAttendance(false)} />}
    </section>
  );
}
