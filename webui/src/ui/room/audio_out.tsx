// SPDX-License-Identifier: MIT
// Plays everybody's sound, apart from the tiles, so that no change of layout interrupts a voice.
import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
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
  // A phone call pauses what plays. Where the browser wants a tap to go on, the room asks for it.
  const paused = (): void => {
    const audio = element.current;
    if (!audio?.isConnected || !stream.active) return;
    audio.play().catch(() => (blocked.value = true));
  };
  return <audio ref={element} autoPlay onPause={paused} />;
}

export function AudioOut({ session }: { session: RoomSession }) {
  const blocked = session.soundBlocked;
  const volumes = session.volumes.value;
  // Two devices in one room howl.
  if (session.second) return null;
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
    </>
  );
}
