// SPDX-License-Identifier: MIT
// What the door says before anybody knocks: a countdown, no place, locked, open elsewhere.
import { useEffect, useState } from 'preact/hooks';
import { Clock, DoorOpen, Lock, MonitorSmartphone, Users } from 'lucide-preact';
import type { ComponentChildren, ComponentType } from 'preact';
import type { LucideProps } from 'lucide-preact';
import { asksHost, remaining, type Door } from '../../core/lobby/door';
import type { LobbyView } from '../../core/lobby/watch';
import { formatClock, t } from '../i18n';

/** The wall clock, once a second while it matters. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return ticking ? now : Date.now();
}

const two = (value: number): string => String(value).padStart(2, '0');

/** "2 days 3 h", "1 h 05 min", or "04:59". */
export function countdown(until: number, now: number): string {
  const { days, hours, minutes, seconds } = remaining(until, now);
  if (days > 0) return t('lobby.early.days', { days, hours });
  if (hours > 0) return t('lobby.early.hours', { hours, minutes: two(minutes) });
  return `${two(minutes)}:${two(seconds)}`;
}

function Note({
  icon: Icon,
  testId,
  children,
}: {
  icon: ComponentType<LucideProps>;
  testId: string;
  children: ComponentChildren;
}) {
  return (
    <div class="message door-note" data-testid={testId}>
      <Icon size={20} aria-hidden />
      <div class="message-body">{children}</div>
    </div>
  );
}

function Early({ opensAt, now, armed }: { opensAt: number; now: number; armed: boolean }) {
  const time = formatClock(new Date(opensAt).toISOString());
  return (
    <Note icon={Clock} testId="door-early">
      <p role="timer" class="countdown">
        {countdown(opensAt, now)}
      </p>
      <p>{t(armed ? 'lobby.early.armed' : 'lobby.early.text', { time })}</p>
    </Note>
  );
}

interface DoorNoteProps {
  door: Door;
  now: number;
  armed: boolean;
  view: LobbyView;
  /** We are in the room already, on another device or in another tab. */
  elsewhere: boolean;
}

export function DoorNote({ door, now, armed, view, elsewhere }: DoorNoteProps) {
  const { meeting } = view;
  if (door.state === 'early') return <Early opensAt={door.opensAt} now={now} armed={armed} />;
  if (elsewhere)
    return (
      <Note icon={MonitorSmartphone} testId="door-elsewhere">
        <p>{t('lobby.elsewhere')}</p>
      </Note>
    );
  if (door.state === 'full')
    return (
      <Note icon={Users} testId="door-full">
        <p>{t(armed ? 'lobby.full.armed' : 'lobby.full', { count: meeting.maxParticipants })}</p>
      </Note>
    );
  if (door.state === 'locked')
    return (
      <Note icon={Lock} testId="door-locked">
        <p>{t(armed ? 'lobby.locked.armed' : 'lobby.locked')}</p>
      </Note>
    );
  if (asksHost(meeting))
    return (
      <Note icon={DoorOpen} testId="door-asks">
        <p>{t('lobby.asks', { name: meeting.host.name })}</p>
      </Note>
    );
  return null;
}
