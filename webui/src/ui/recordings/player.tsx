// SPDX-License-Identifier: MIT
// Plays a recording: the browser's own controls, which phones know best, with speeds and keys.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SharedRecording } from '../../core/api/recordings';
import { Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { locale, t } from '../i18n';
import { changeFor, kRates, type PlayerChange } from './player_keys';

/** Whoever writes, or stands on something that has keys of its own, means that. */
function isForPlayer(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof Element) || document.querySelector('dialog[open]')) return false;
  if (target.closest('input, select, textarea, [role="menu"]')) return false;
  return event.key !== ' ' || !target.closest('button, a, summary');
}

function toggleFullscreen(video: HTMLVideoElement): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : video.requestFullscreen?.();
  change?.catch(() => undefined);
  // iPhones know only this one.
  if (!change) (video as { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
}

function apply(video: HTMLVideoElement, change: PlayerChange): void {
  if ('time' in change) video.currentTime = change.time;
  else if ('rate' in change) video.playbackRate = change.rate;
  else if ('muted' in change) video.muted = change.muted;
  else if ('fullscreen' in change) toggleFullscreen(video);
  else if (change.paused) video.pause();
  else void video.play().catch(() => undefined);
}

/** What plays keeps its address: the next answer of the server has another ticket. */
function useAddress(recording: SharedRecording) {
  const [address, setAddress] = useState(recording);
  return { address, renew: () => setAddress(recording) };
}

export function Player({
  recording,
  onRetry,
}: {
  recording: SharedRecording;
  /** Asks for an address that is not too old. */
  onRetry: () => void;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const [rate, setRate] = useState(1);
  const [failed, setFailed] = useState(false);
  const { address, renew } = useAddress(recording);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const video = element.current;
      if (!video || !isForPlayer(event)) return;
      const { currentTime: time, duration, playbackRate, paused, muted } = video;
      const rtl = document.documentElement.dir === 'rtl';
      const now = { time, duration, rate: playbackRate, paused, muted };
      const change = changeFor(event.key, now, rtl);
      if (!change) return;
      event.preventDefault();
      event.stopPropagation();
      apply(video, change);
    };
    // Before the video's own keys, which differ from browser to browser.
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);

  const percent = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 });
  const fail = (): void => setFailed(true);
  const sources = [
    ...(address.mediaUrl ? [{ src: address.mediaUrl, type: address.type }] : []),
    ...(address.mp4Url ? [{ src: address.mp4Url, type: 'video/mp4' }] : []),
  ];
  return (
    <div class="player stack">
      <video
        key={address.mediaUrl ?? ''}
        ref={element}
        class="player-video"
        controls
        playsInline
        preload="metadata"
        aria-label={t('recordings.player')}
        onRateChange={(event) => setRate(event.currentTarget.playbackRate)}
        onLoadedMetadata={() => setFailed(false)}
        onError={fail}
        data-testid="player"
      >
        {/* The last source that does not play tells that none does. */}
        {sources.map(({ src, type }, index) => (
          <source
            key={src}
            src={src}
            type={type}
            {...(index === sources.length - 1 ? { onError: fail } : {})}
          />
        ))}
      </video>
      {failed && (
        <ErrorMessage
          text={t('recordings.player.failed')}
          onRetry={() => {
            setFailed(false);
            renew();
            onRetry();
          }}
        />
      )}
      <div class="player-tools">
        <Select
          inline
          label={t('recordings.speed')}
          value={String(rate)}
          options={kRates.map((one) => ({ value: String(one), label: `${percent.format(one)} ×` }))}
          onValue={(next) => {
            if (element.current) element.current.playbackRate = Number(next);
          }}
          testId="player-speed"
        />
        <p class="muted small player-keys">{t('recordings.keys')}</p>
      </div>
    </div>
  );
}
