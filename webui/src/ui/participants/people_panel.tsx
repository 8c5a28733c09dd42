// SPDX-License-Identifier: MIT
// Everybody in the room and what they have switched on; raised hands first, in their order. A press
// on a person opens everything that one can do with that person.
import {
  BadgeCheck,
  Ellipsis,
  Hand,
  Mic,
  MicOff,
  MonitorUp,
  SignalLow,
  Star,
  Video,
  VideoOff,
  VolumeX,
} from 'lucide-preact';
import { headcount } from '../../core/layout/audience';
import type { PeerView } from '../../core/model/state';
import { Avatar } from '../components/avatar';
import { IconButton } from '../components/button';
import { Panel } from '../components/panel';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { HostTools } from './host_tools';
import { Hands, LecturePeople } from './lecture_people';

type Listed = Pick<PeerView, 'userId' | 'peerId' | 'name' | 'role' | 'media' | 'blocked'> &
  Partial<Pick<PeerView, 'trouble' | 'guest' | 'check'>>;

interface StatesProps {
  person: Listed;
  lit: boolean;
  /** Place among the raised hands; 0: the hand is down. */
  hand: number;
  silenced: boolean;
}

function States({ person, lit, hand, silenced }: StatesProps) {
  const { media, blocked, trouble } = person;
  const muted = blocked.includes('audio') ? 'people.mic.blocked' : 'people.mic.off';
  const dark = blocked.includes('video') ? 'people.camera.blocked' : 'people.camera.off';
  const blockedClass = (block: 'audio' | 'video'): string =>
    blocked.includes(block) ? 'person-blocked' : '';
  return (
    <span class="person-states">
      {hand > 0 && (
        <span class="person-hand" role="img" aria-label={t('people.handNumber', { number: hand })}>
          <Hand size={18} aria-hidden />
          <span aria-hidden="true">{hand}</span>
        </span>
      )}
      {trouble && (
        <SignalLow
          size={18}
          class="person-blocked"
          aria-label={t('people.trouble')}
          data-testid="person-trouble"
        />
      )}
      {person.check?.state === 'verified' && (
        <BadgeCheck size={18} aria-label={t('check.verified')} />
      )}
      {lit && <Star size={18} aria-label={t('people.spotlight')} />}
      {silenced && <VolumeX size={18} aria-label={t('people.mute.me')} />}
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
  view: StageView;
  self: boolean;
}

function Person({ person, shown, session, view, self }: PersonProps) {
  const { userId, name, role, peerId } = person;
  const { spotlight } = session.state.value;
  return (
    <li class="person" data-testid="person" data-peer-id={peerId}>
      <Avatar id={userId} name={name} size="small" />
      <span class="person-name">
        <span dir={self ? undefined : 'auto'}>
          {self ? t('people.you', { name: shown }) : shown}
        </span>
        {person.guest && <span class="badge">{t('people.guest')}</span>}
        {role === 'host' && <span class="badge">{t('people.host')}</span>}
        {role === 'cohost' && <span class="badge">{t('people.cohost')}</span>}
        {role === 'presenter' && <span class="badge">{t('people.presenter')}</span>}
      </span>
      <States
        person={person}
        lit={spotlight === peerId}
        hand={view.hands.value.indexOf(userId) + 1}
        silenced={session.volumes.value.get(userId) === 0}
      />
      {self ? (
        <span />
      ) : (
        <IconButton
          label={t('people.actions', { name: shown })}
          onClick={() => (view.chosen.value = userId)}
          aria-haspopup="dialog"
          data-testid="person-actions"
        >
          <Ellipsis size={20} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

/** Raised hands first, then oneself, then the others as they came. */
export function listed<T extends { readonly userId: string }>(
  self: T,
  peers: readonly T[],
  hands: readonly string[],
): readonly T[] {
  const all = [self, ...peers];
  const raised = hands.flatMap((id) => all.find(({ userId }) => userId === id) ?? []);
  return [...raised, ...all.filter((one) => !raised.includes(one))];
}

interface PanelProps {
  session: RoomSession;
  view: StageView;
  onClose: () => void;
}

export function PeoplePanel({ session, view, onClose }: PanelProps) {
  const { self, peers, meeting } = session.state.value;
  const names = view.names.value;
  const row = (person: Listed) => (
    <Person
      key={person.userId}
      person={person}
      shown={names.get(person.userId) ?? person.name}
      session={session}
      view={view}
      self={person.userId === self.userId}
    />
  );
  const people = listed<Listed>(self, peers, view.hands.value);
  const lecture = meeting?.type === 'lecture';
  return (
    <Panel title={`${t('people.title')} (${headcount(session.state.value)})`} onClose={onClose}>
      <div class="people-scroll" tabIndex={0} role="group" aria-label={t('people.title')}>
        {lecture && <Hands session={session} view={view} />}
        <HostTools session={session} hands={view.hands.value.length} />
        {lecture ? (
          <LecturePeople session={session} people={people} row={row} />
        ) : (
          <ul class="people">{people.map(row)}</ul>
        )}
      </div>
    </Panel>
  );
}
