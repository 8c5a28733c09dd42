// SPDX-License-Identifier: MIT
// For hosts and co-hosts, above the list of people: who waits to come in, and what concerns all.
import { useState } from 'preact/hooks';
import { Check, Lock, LockOpen, MessageSquare, MessageSquareOff, MicOff, X } from 'lucide-preact';
import { moderates } from '../../core/model/permissions';
import type { Moderate, Waiting } from '../../core/protocol/messages';
import { Button, IconButton } from '../components/button';
import { ErrorMessage } from '../components/message';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';

type Act = (what: Moderate) => void;

function Knocker({ one, act }: { one: Waiting; act: Act }) {
  const answer = (action: 'admit' | 'deny') => (): void =>
    act({ action, targetId: one.requestId });
  const since = new Date(one.since).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <li class="knocker" data-testid="knocker">
      <span class="person-name">
        <span>{one.name}</span>
        {one.guest && <span class="badge">{t('host.guest')}</span>}
        <span class="muted small">{t('host.since', { time: since })}</span>
      </span>
      {one.message && <span class="muted small knocker-message">{one.message}</span>}
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

export function HostTools({ session }: { session: RoomSession }) {
  const [failed, setFailed] = useState<string | null>(null);
  const { self, meeting, lobby } = session.state.value;
  if (!moderates(self.role) || !meeting) return null;
  const act: Act = (what) => {
    setFailed(null);
    void session.moderate(what).then((done) => {
      if (!done.ok) setFailed(done.error.code);
    });
  };
  const chatOff = meeting.settings.chat !== 'everyone';
  return (
    <section class="host-tools" aria-label={t('host.tools')}>
      {failed && <ErrorMessage text={t('host.failed', { code: failed })} />}
      {lobby.count > 0 && (
        <div class="stack tight" data-testid="lobby-list">
          <div class="host-row">
            <h3>{t('host.waiting', { count: lobby.count })}</h3>
            <Button onClick={() => act({ action: 'admit-all' })} data-testid="admit-all">
              {t('host.admitAll')}
            </Button>
          </div>
          <ul class="knockers">
            {lobby.waiting.map((one) => (
              <Knocker key={one.requestId} one={one} act={act} />
            ))}
          </ul>
        </div>
      )}
      <div class="host-row">
        <Button onClick={() => act({ action: 'mute' })} data-testid="mute-all">
          <MicOff size={18} aria-hidden />
          {t('host.muteAll')}
        </Button>
        <Button
          aria-pressed={meeting.locked}
          onClick={() => act({ action: meeting.locked ? 'unlock' : 'lock' })}
          data-testid="lock"
        >
          {meeting.locked ? <Lock size={18} aria-hidden /> : <LockOpen size={18} aria-hidden />}
          {t(meeting.locked ? 'host.unlock' : 'host.lock')}
        </Button>
        <Button
          aria-pressed={chatOff}
          onClick={() => act({ action: chatOff ? 'chat-on' : 'chat-off' })}
          data-testid="chat-off-all"
        >
          {chatOff ? (
            <MessageSquareOff size={18} aria-hidden />
          ) : (
            <MessageSquare size={18} aria-hidden />
          )}
          {t(chatOff ? 'host.chatOnAll' : 'host.chatOffAll')}
        </Button>
      </div>
    </section>
  );
}
