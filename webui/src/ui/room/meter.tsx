// SPDX-License-Identifier: MIT
// The honest meter in words: how many more people with a camera this line and this device take.
import { useEffect, useState } from 'preact/hooks';
import type { Capacity } from '../../core/rtc/capacity';
import { plural, t } from '../i18n';
import type { RoomSession } from './room_session';

const kMeterMs = 4_000;

export function meterSentence({ more, limit, paused }: Capacity): string {
  if (paused > 0) return plural('meter.paused', paused);
  if (more === null) return t('meter.unknown');
  if (limit === null) return t('meter.many');
  if (more === 0) return t(limit === 'line' ? 'meter.none.line' : 'meter.none.computer');
  return plural(limit === 'line' ? 'meter.more.line' : 'meter.more.computer', more);
}

export function useCapacity(session: RoomSession): Capacity {
  const [capacity, setCapacity] = useState(() => session.capacity());
  useEffect(() => {
    const timer = setInterval(() => {
      const next = session.capacity();
      setCapacity((old) =>
        old.more === next.more && old.limit === next.limit && old.paused === next.paused
          ? old
          : next,
      );
    }, kMeterMs);
    return () => clearInterval(timer);
  }, []);
  return capacity;
}

export function Meter({ session }: { session: RoomSession }) {
  const capacity = useCapacity(session);
  if (session.state.value.peers.length === 0) return null;
  return (
    <p class="facts-note small" data-testid="meter">
      {meterSentence(capacity)}
    </p>
  );
}
