// SPDX-License-Identifier: MIT
// What a host or co-host can do to one person: a list in a dialog, which fits on a phone. What
// cannot be taken back at once asks again.
import { useState } from 'preact/hooks';
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
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { ErrorMessage } from '../components/message';
import { t, type Key } from '../i18n';
import type { RoomSession } from '../room/room_session';

interface Choice {
  readonly action: Action;
  readonly icon: ComponentType<LucideProps>;
  readonly text: Key;
  /** The question that comes first. */
  readonly ask?: Key;
  readonly none?: boolean;
}

/** True if there is anything to choose. */
export function canActOn(state: RoomState, peer: PeerView): boolean {
  return choicesFor(state, peer).length > 0;
}

function mediaChoices({ blocked, media }: PeerView): Choice[] {
  const has = (block: PeerView['blocked'][number]): boolean => blocked.includes(block);
  return [
    has('audio')
      ? { action: 'unmute-allowed', icon: Mic, text: 'host.allowUnmute' }
      : { action: 'mute', icon: MicOff, text: 'host.mute' },
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
      ? { action: 'demote', icon: UserRoundMinus, text: 'host.demote' }
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

function choicesFor(state: RoomState, peer: PeerView): Choice[] {
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

/** Only the server knows who has an account. */
function failure(action: Action, code: string): string {
  const needsAccount = action === 'promote' || action === 'hand-over';
  return needsAccount && (code === 'bad-field' || code === 'forbidden')
    ? t('host.failed.guest')
    : t('host.failed', { code });
}

interface Props {
  session: RoomSession;
  peer: PeerView;
  onClose: () => void;
}

export function PersonActions({ session, peer, onClose }: Props) {
  const [asked, setAsked] = useState<Choice | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const run = async ({ action, none }: Choice): Promise<void> => {
    setBusy(true);
    const done = await session.moderate(none ? { action } : { action, targetId: peer.peerId });
    setBusy(false);
    if (done.ok) onClose();
    else setFailed(failure(action, done.error.code));
  };
  return (
    <Dialog title={peer.name} onClose={onClose}>
      {failed && <ErrorMessage text={failed} />}
      {asked ? (
        <div class="stack">
          <p>{t(asked.ask ?? asked.text, { name: peer.name })}</p>
          <div class="row">
            <Button
              kind="danger"
              busy={busy}
              onClick={() => void run(asked)}
              data-testid="host-confirm"
            >
              {t(asked.text)}
            </Button>
            <Button onClick={() => setAsked(null)}>{t('app.cancel')}</Button>
          </div>
        </div>
      ) : (
        <ul class="actions">
          {choicesFor(session.state.value, peer).map((choice) => (
            <li key={choice.action}>
              <button
                type="button"
                class={`menu-item${choice.ask ? ' menu-item-danger' : ''}`}
                disabled={busy}
                onClick={() => (choice.ask ? setAsked(choice) : void run(choice))}
                data-testid={`host-${choice.action}`}
              >
                <choice.icon size={20} aria-hidden />
                {t(choice.text)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
