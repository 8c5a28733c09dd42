// SPDX-License-Identifier: MIT
// Plays everybody's sound, apart from the tiles, so that no change of layout interrupts a voice.
import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Volume2 } from 'lucide-preact';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

interface VoiceProps {
  stream: MediaStream;
  volume: number;
  speakerId: string;
  blocked: Signal<boolean>;
}

type SinkElement = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

function Voice({ stream, volume, speakerId, blocked }: VoiceProps) {
  const element = useRef<SinkElement>(null);
  const retry = blocked.value;
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    if (audio.srcObject !== stream) audio.srcObject = stream;
    audio.play().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') blocked.value = true;
      },
    );
  }, [stream, retry]);
  useEffect(() => {
    if (element.current) element.current.volume = volume;
  }, [volume]);
  useEffect(() => {
    // A speaker that was unplugged: the browser goes on with the default one.
    element.current?.setSinkId?.(speakerId).catch(() => undefined);
  }, [speakerId]);
  return <audio ref={element} autoPlay />;
}

export function AudioOut({ session }: { session: RoomSession }) {
  const blocked = useMemo(() => signal(false), []);
  const volumes = session.volumes.value;
  const present = new Set(session.state.value.peers.map((peer) => peer.userId));
  return (
    <>
      {[...session.streams.value].map(([userId, streams]) =>
        present.has(userId)
          ? [...streams]
              .filter(([, stream]) => stream.getAudioTracks().length > 0)
              .map(([id, stream]) => (
                <Voice
                  key={`${userId} ${id}`}
                  stream={stream}
                  volume={volumes.get(userId) ?? 1}
                  speakerId={session.speakerId.value}
                  blocked={blocked}
                />
              ))
          : null,
      )}
      {blocked.value && (
        <button
          type="button"
          class="button button-primary tap-to-hear"
          onClick={() => (blocked.value = false)}
        >
          <Volume2 size={20} aria-hidden />
          {t('room.tapToHear')}
        </button>
      )}
    </>
  );
}
