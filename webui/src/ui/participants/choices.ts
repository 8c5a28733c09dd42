// SPDX-License-Identifier: MIT
// What a host or co-host can do to one person now. Pure; the server decides.
import type { ComponentType } from 'preact';
import {
  Ban,
  Crown,
  Hand,
  MessageSquare,
  MessageSquareOff,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  Star,
  StarOff,
  UserMinus,
  UserRoundMinus,
  UserRoundPlus,
  Video,
  VideoOff,
  type LucideProps,
} from 'lucide-preact';
import { outranks } from '../../core/model/permissions';
import type { PeerView, RoomState } from '../../core/model/state';
import type { Action } from '../../core/protocol/messages';
import type { Key } from '../i18n';

export interface Choice {
  readonly action: Action;
  readonly icon: ComponentType<LucideProps>;
  readonly text: Key;
  /** The question that comes first. */
  readonly ask?: Key;
  /** The action is about nobody. */
  readonly none?: boolean;
}

function mediaChoices({ blocked, media }: PeerView): Choice[] {
  const has = (block: PeerView['blocked'][number]): boolean => blocked.includes(block);
  return [
    ...(media.audio
      ? []
      : [{ action: 'unmute-allowed', icon: Mic, text: 'host.allowUnmute' } as const]),
    ...(has('audio')
      ? []
      : [
          {
            action: 'mute',
            icon: MicOff,
            text: media.audio ? 'host.mute' : 'host.keepMuted',
          } as const,
        ]),
    has('video')
      ? { action: 'video-allowed', icon: Video, text: 'host.allowVideo' }
      : { action: 'stop-video', icon: VideoOff, text: 'host.stopVideo' },
    ...(has('screen')
      ? [{ action: 'share-allowed', icon: MonitorUp, text: 'host.allowShare' } as const]
      : media.screen
        ? [{ action: 'stop-share', icon: MonitorX, text: 'host.stopShare' } as const]
        : []),
    ...(media.hand ? [{ action: 'lower-hand', icon: Hand, text: 'host.lowerHand' } as const] : []),
    has('chat')
      ? { action: 'chat-on', icon: MessageSquare, text: 'host.chatOn' }
      : { action: 'chat-off', icon: MessageSquareOff, text: 'host.chatOff' },
  ];
}

function roleChoices({ self, meeting }: RoomState, { role }: PeerView): Choice[] {
  const lecture = meeting?.type === 'lecture';
  const raised = lecture ? role === 'presenter' : role === 'cohost';
  if (role === 'cohost' && self.role !== 'host') return [];
  if (!lecture && self.role !== 'host') return [];
  const choices: Choice[] = [
    raised || role === 'cohost'
      ? {
          action: 'demote',
          icon: UserRoundMinus,
          text: lecture && raised ? 'lecture.takeShort' : 'host.demote',
        }
      : { action: 'promote', icon: UserRoundPlus, text: lecture ? 'host.present' : 'host.promote' },
  ];
  if (self.role === 'host' && meeting?.hostId === self.userId)
    choices.push({
      action: 'hand-over',
      icon: Crown,
      text: 'host.handOver',
      ask: 'host.handOver.ask',
    });
  return choices;
}

export function choicesFor(state: RoomState, peer: PeerView): readonly Choice[] {
  const { self, spotlight } = state;
  if (self.role !== 'host' && self.role !== 'cohost') return [];
  const lit = spotlight === peer.peerId;
  const light: Choice = lit
    ? { action: 'spotlight', icon: StarOff, text: 'host.spotlight.off', none: true }
    : { action: 'spotlight', icon: Star, text: 'host.spotlight' };
  if (!outranks(self.role, peer.role)) return [light];
  return [
    ...mediaChoices(peer),
    light,
    ...roleChoices(state, peer),
    { action: 'remove', icon: UserMinus, text: 'host.remove', ask: 'host.remove.ask' },
    { action: 'ban', icon: Ban, text: 'host.ban', ask: 'host.ban.ask' },
  ];
}
