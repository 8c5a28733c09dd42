// SPDX-License-Identifier: MIT
// Everybody in the room, what they have switched on, and how loud we want to hear them. Hosts and
// co-hosts act on people from here.
import { useState } from 'preact/hooks';
import {
  Ellipsis,
  Hand,
  Mic,
  MicOff,
  MonitorUp,
  SignalLow,
  Star,
  Video,
  VideoOff,
  Volume2,
  VolumeX,
} from 'lucide-preact';
import type { PeerView, RoomState } from '../../core/model/state';
import { Avatar } from '../components/avatar';
import { IconButton } from '../components/button';
import { Panel } from '../components/panel';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import { HostTools } from './host_tools';
import { canActOn, PersonActions } from './person_actions';

type Listed = Pick<PeerView, 'userId' | 'peerId' | 'name' | 'role' | 'media' | 'blocked'> &
  Partial<Pick<PeerView, 'trouble'>>;

function States({ person, lit }: { person: Listed; lit: boolean }) {
  const { media, blocked, trouble } = person;
  const muted = blocked.includes('audio') ? 'people.mic.blocked' : 'people.mic.off';
  const dark = blocked.includes('video') ? 'people.camera.blocked' : 'people.camera.off';
  const blockedClass = (block: 'audio' | 'video'): string =>
    blocked.includes(block) ? 'person-blocked' : '';
  return (
    <span class="person-states">
      {trouble && <SignalLow size={18} class="person-blocked" aria-label={t('people.trouble')} />}
      {lit && <Star size={18} aria-label={t('people.spotlight')} />}
      {media.hand && <Hand size={18} class="person-hand" aria-label={t('room.handUp')} />}
      {media.screen && <MonitorUp size={18} aria-label={t('room.share')} />}
      {media.audio ? (
        <Mic size={18} aria-label={t('people.mic.on')} />
      ) : (
        <MicOff size={18} class={blockedClass('audio')} aria-label={t(muted)} />
      )}
      {media.video ? (
        <Video size={18} aria-label={t('people.camera.on')} />
      ) : (
        <VideoOff size={18} class={blockedClass('video')} aria-label={t(dark)} />
      )}
    </span>
  );
}

interface PersonProps {
  person: Listed;
  shown: string;
  session: RoomSession;
  state: RoomState;
  /** Absent: there is nothing to choose. */
  onActions?: (() => void) | undefined;
  self: boolean;
}

function Person({ person, shown, session, state, onActions, self }: PersonProps) {
  const { userId, name, role } = person;
  const volume = session.volumes.value.get(userId) ?? 1;
  return (
    <li class="person" data-testid="person" data-peer-id={person.peerId}>
      <Avatar id={userId} name={name} size="small" />
      <span class="person-name">
        <span>{shown}</span>
        {role === 'host' && <span class="badge">{t('people.host')}</span>}
        {role === 'cohost' && <span class="badge">{t('people.cohost')}</span>}
        {role === 'presenter' && <span class="badge">{t('people.presenter')}</span>}
      </span>
      <States person={person} lit={state.spotlight === person.peerId} />
      {!self && (
        <span class="person-tools">
          <label class="person-volume">
            {volume > 0 ? <Volume2 size={18} aria-hidden /> : <VolumeX size={18} aria-hidden />}
            <span class="visually-hidden">{t('people.volume', { name })}</span>
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={Math.round(volume * 100)}
              onInput={({ currentTarget }) =>
                session.setVolume(userId, Number(currentTarget.value) / 100)
              }
            />
          </label>
          {onActions && (
            <IconButton
              label={t('people.actions', { name })}
              onClick={onActions}
              data-testid="person-actions"
            >
              <Ellipsis size={20} aria-hidden />
            </IconButton>
          )}
        </span>
      )}
    </li>
  );
}

export function PeoplePanel({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const state = session.state.value;
  const { self, peers } = state;
  const peer = peers.find((other) => other.userId === chosen);
  return (
    <Panel title={`${t('people.title')} (${peers.length + 1})`} onClose={onClose}>
      <HostTools session={session} />
      <ul class="people">
        <Person
          person={self}
          shown={t('people.you', { name: self.name })}
          session={session}
          state={state}
          self
        />
        {peers.map((other) => (
          <Person
            key={other.userId}
            person={other}
            shown={other.name}
            session={session}
            state={state}
            onActions={canActOn(state, other) ? () => setChosen(other.userId) : undefined}
            self={false}
          />
        ))}
      </ul>
      {peer && <PersonActions session={session} peer={peer} onClose={() => setChosen(null)} />}
    </Panel>
  );
}
