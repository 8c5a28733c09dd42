// SPDX-License-Identifier: MIT
// Everybody in the room, what they have switched on, and how loud we want to hear them.
import { Hand, Mic, MicOff, MonitorUp, Video, VideoOff, Volume2, VolumeX } from 'lucide-preact';
import type { MediaState } from '../../core/protocol/messages';
import { Avatar } from '../components/avatar';
import { Panel } from '../components/panel';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';

function States({ media }: { media: MediaState }) {
  return (
    <span class="person-states">
      {media.hand && <Hand size={18} class="person-hand" aria-label={t('room.handUp')} />}
      {media.screen && <MonitorUp size={18} aria-label={t('room.share')} />}
      {media.audio ? (
        <Mic size={18} aria-label={t('people.mic.on')} />
      ) : (
        <MicOff size={18} aria-label={t('people.mic.off')} />
      )}
      {media.video ? (
        <Video size={18} aria-label={t('people.camera.on')} />
      ) : (
        <VideoOff size={18} aria-label={t('people.camera.off')} />
      )}
    </span>
  );
}

interface PersonProps {
  userId: string;
  name: string;
  shown: string;
  host: boolean;
  media: MediaState;
  session: RoomSession;
  self: boolean;
}

function Person({ userId, name, shown, host, media, session, self }: PersonProps) {
  const volume = session.volumes.value.get(userId) ?? 1;
  return (
    <li class="person">
      <Avatar id={userId} name={name} size="small" />
      <span class="person-name">
        <span>{shown}</span>
        {host && <span class="badge">{t('people.host')}</span>}
      </span>
      <States media={media} />
      {!self && (
        <label class="person-volume">
          {volume > 0 ? <Volume2 size={18} aria-hidden /> : <VolumeX size={18} aria-hidden />}
          <span class="visually-hidden">{t('people.volume', { name })}</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(volume * 100)}
            onInput={(event) => session.setVolume(userId, Number(event.currentTarget.value) / 100)}
          />
        </label>
      )}
    </li>
  );
}

export function PeoplePanel({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const { self, peers } = session.state.value;
  return (
    <Panel title={`${t('people.title')} (${peers.length + 1})`} onClose={onClose}>
      <ul class="people">
        <Person
          userId={self.userId}
          name={self.name}
          shown={t('people.you', { name: self.name })}
          host={self.role === 'host'}
          media={self.media}
          session={session}
          self
        />
        {peers.map((peer) => (
          <Person
            key={peer.userId}
            userId={peer.userId}
            name={peer.name}
            shown={peer.name}
            host={peer.role === 'host'}
            media={peer.media}
            session={session}
            self={false}
          />
        ))}
      </ul>
    </Panel>
  );
}
