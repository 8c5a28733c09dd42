// SPDX-License-Identifier: MIT
// A bar that moves with the sound of the microphone.
import { useEffect, useRef } from 'preact/hooks';
import { openLevelMeter } from '../../core/media/level';
import { t } from '../i18n';

const kMeterMs = 80;

interface MicLevelProps {
  track: MediaStreamTrack | null;
  /** On a light surface, and not on the picture. */
  onSurface?: boolean;
}

export function MicLevel({ track, onSurface = false }: MicLevelProps) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!track) return;
    const context = new AudioContext();
    const meter = openLevelMeter(context, track);
    const timer = setInterval(() => {
      if (context.state === 'suspended') void context.resume().catch(() => undefined);
      bar.current?.style.setProperty('--level', meter.read().toFixed(3));
    }, kMeterMs);
    return () => {
      clearInterval(timer);
      meter.close();
      void context.close();
    };
  }, [track]);
  return (
    <span
      class={`level${onSurface ? ' level-surface' : ''}`}
      role="img"
      aria-label={t('lobby.level')}
    >
      <span class="level-bar" ref={bar} />
    </span>
  );
}
