// SPDX-License-Identifier: MIT
// Everything that one can do with one person, in one place that fits on a phone: look, listen,
// write; and for hosts, what they may do. What cannot be taken back at once asks again.
import { useState } from 'preact/hooks';
import { BadgeCheck, Lock, Pin, PinOff, SignalLow, Volume2, VolumeX } from 'lucide-preact';
import { mayWrite } from '../../core/model/permissions';
import type { PeerView } from '../../core/model/state';
import type { Moderate } from '../../core/protocol/messages';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { ErrorMessage } from '../components/message';
import { t, type Key } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { choicesFor, type Choice } from './choices';

/** How long a ban lasts, in hours; null: for good. */
const kBans: readonly (readonly [Key, number | null])[] = [
  ['host.ban.hour', 1],
  ['host.ban.day', 24],
  ['host.ban.ever', null],
];
const kMostReason = 200;

/** The end of a ban as the server reads it. */
export function banUntil(hours: number, now: Date): string {
  return `${new Date(now.getTime() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
}

/** Only the server knows who has an account. */
export function failure(action: string, code: string): string {
  const needsAccount = action === 'promote' || action === 'hand-over';
  return needsAccount && (code === 'bad-field' || code === 'forbidden')
    ? t('host.failed.guest')
    : t('host.failed', { code });
}

/** Browsers of phones leave the volume to the phone's keys: there only "mute for me" works. */
function volumeWorks(): boolean {
  const audio = document.createElement('audio');
  audio.volume = 0.5;
  return audio.volume === 0.5;
}

function Volume({ session, peer, name }: { session: RoomSession; peer: PeerView; name: string }) {
  const volume = session.volumes.value.get(peer.userId) ?? 1;
  const set = (to: number): void => session.setVolume(peer.userId, to);
  if (!volumeWorks()) {
    return (
      <button
        type="button"
        class="menu-item"
        role="switch"
        aria-checked={volume === 0}
        onClick={() => set(volume === 0 ? 1 : 0)}
      >
        {volume > 0 ? <Volume2 size={20} aria-hidden /> : <VolumeX size={20} aria-hidden />}
        {t('people.mute.me')}
      </button>
    );
  }
  return (
    <label class="person-volume">
      {volume > 0 ? <Volume2 size={20} aria-hidden /> : <VolumeX size={20} aria-hidden />}
      <span class="visually-hidden">{t('people.volume', { name })}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(volume * 100)}
        onInput={({ currentTarget }) => set(Number(currentTarget.value) / 100)}
        data-testid="person-volume"
      />
      <span class="person-volume-text mono small">{Math.round(volume * 100)} %</span>
    </label>
  );
}

function BanForm({ busy, onBan }: { busy: boolean; onBan: (what: Partial<Moderate>) => void }) {
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState<number | null>(1);
  return (
    <div class="stack">
      <fieldset class="choices">
        <legend class="field-label">{t('host.ban.how')}</legend>
        {kBans.map(([text, value]) => (
          <label key={text} class="choice">
            <input
              type="radio"
              name="ban"
              checked={hours === value}
              onChange={() => setHours(value)}
            />
            {t(text)}
          </label>
        ))}
      </fieldset>
      <Field
        label={t('host.ban.reason')}
        value={reason}
        maxLength={kMostReason}
        onValue={setReason}
      />
      <Button
        kind="danger"
        busy={busy}
        onClick={() =>
          onBan({
            ...(hours === null ? {} : { until: banUntil(hours, new Date()) }),
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          })
        }
        data-testid="host-confirm"
      >
        {t('host.ban')}
      </Button>
    </div>
  );
}

function Question({
  choice,
  name,
  busy,
  onYes,
  onNo,
}: {
  choice: Choice;
  name: string;
  busy: boolean;
  onYes: (more?: Partial<Moderate>) => void;
  onNo: () => void;
}) {
  return (
    <div class="stack">
      <p>{t(choice.ask ?? choice.text, { name })}</p>
      {choice.action === 'ban' ? (
        <BanForm busy={busy} onBan={onYes} />
      ) : (
        <Button kind="danger" busy={busy} onClick={() => onYes()} data-testid="host-confirm">
          {t(choice.text)}
        </Button>
      )}
      <Button onClick={onNo}>{t('app.cancel')}</Button>
    </div>
  );
}

interface Props {
  session: RoomSession;
  view: StageView;
  peer: PeerView;
  onWrite: () => void;
  onClose: () => void;
}

export function PersonDialog({ session, view, peer, onWrite, onClose }: Props) {
  const [asked, setAsked] = useState<Choice | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const state = session.state.value;
  const name = view.names.value.get(peer.userId) ?? peer.name;
  const item = { kind: 'person', id: peer.userId } as const;
  const pinned = view.pinned.value?.kind === 'person' && view.pinned.value.id === peer.userId;
  const run = async ({ action, none }: Choice, more: Partial<Moderate> = {}): Promise<void> => {
    setBusy(true);
    const done = await session.moderate({
      action,
      ...(none ? {} : { targetId: peer.peerId }),
      ...more,
    });
    setBusy(false);
    if (done.ok) onClose();
    else setFailed(failure(action, done.error.code));
  };
  const choices = choicesFor(state, peer);
  return (
    <Dialog title={name} onClose={onClose}>
      {failed && <ErrorMessage text={failed} />}
      {asked ? (
        <Question
          choice={asked}
          name={name}
          busy={busy}
          onYes={(more) => void run(asked, more)}
          onNo={() => setAsked(null)}
        />
      ) : (
        <>
          {peer.guest && (
            <p class="muted small">
              {t('people.guest.text', { name })}
            </p>
          )}
          {peer.trouble && (
            <p class="message">
              <SignalLow size={20} class="person-blocked" aria-hidden />
              <span>{t('people.trouble.text', { name })}</span>
            </p>
          )}
          <Volume session={session} peer={peer} name={name} />
          <ul class="actions">
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  view.togglePin(item);
                  onClose();
                }}
                data-testid="person-pin"
              >
                {pinned ? <PinOff size={20} aria-hidden /> : <Pin size={20} aria-hidden />}
                {t(pinned ? 'people.unpin' : 'people.pin')}
              </button>
            </li>
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  onClose();
                  view.checking.value = peer.userId;
                }}
                data-testid="person-check"
              >
                <BadgeCheck size={20} aria-hidden />
                {t(peer.check.state === 'verified' ? 'check.verified' : 'check.verify')}
              </button>
            </li>
            {mayWrite(state.self, state.meeting?.settings) && (
              <li>
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    onClose();
                    onWrite();
                  }}
                  data-testid="person-write"
                >
                  <Lock size={20} aria-hidden />
                  {t('people.write')}
                </button>
              </li>
            )}
          </ul>
          {choices.length > 0 && (
            <>
              <h3 class="actions-title">{t('host.tools')}</h3>
              <ul class="actions actions-grid">
                {choices.map((choice) => (
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
            </>
          )}
        </>
      )}
    </Dialog>
  );
}
