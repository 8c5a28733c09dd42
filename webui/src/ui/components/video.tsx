// SPDX-License-Identifier: MIT
// One video element for one stream; its sound is played elsewhere, so layouts may come and go.
// Until the first frame is there it lets shine through what stands behind it.
import { useEffect, useRef, useState } from 'preact/hooks';

interface VideoProps {
  stream: MediaStream;
  mirrored?: boolean;
  /** Never crop (a shared screen). */
  whole?: boolean;
  /** The width of the picture by its height, when it is known and when it changes. */
  onAspect?: (aspect: number) => void;
  onFirstFrame?: () => void;
}

/** A wide picture may fill a tall tile; if that would cut away more than this share, show bars. */
const kMostCropped = 0.6;

export function fitFor(video: number, box: number): 'cover' | 'contain' {
  if (!(video > 0) || !(box > 0)) return 'cover';
  return 1 - Math.min(video / box, box / video) > kMostCropped ? 'contain' : 'cover';
}

export function Video({
  stream,
  mirrored = false,
  whole = false,
  onAspect,
  onFirstFrame,
}: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [fit, setFit] = useState<'cover' | 'contain'>('cover');
  const [waiting, setWaiting] = useState(true);

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    if (video.srcObject !== stream) {
      setWaiting(true);
      video.srcObject = stream;
    }
    // Muted video may always play; a browser that refuses shows the still frame.
    video.play().catch(() => undefined);
  }, [stream]);

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    const measure = (): void => {
      const aspect = video.videoWidth / video.videoHeight;
      if (!whole) setFit(fitFor(aspect, video.clientWidth / video.clientHeight));
      if (aspect > 0) onAspect?.(aspect);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(video);
    video.addEventListener('resize', measure);
    video.addEventListener('loadedmetadata', measure);
    return () => {
      observer.disconnect();
      video.removeEventListener('resize', measure);
      video.removeEventListener('loadedmetadata', measure);
    };
  }, [whole]);

  return (
    <video
      ref={element}
      class={
        `video${mirrored ? ' video-mirrored' : ''} video-${whole ? 'contain' : fit}` +
        (waiting ? ' video-waiting' : '')
      }
      onLoadedData={() => {
        setWaiting(false);
        onFirstFrame?.();
      }}
      autoPlay
      muted
      playsInline
      disablePictureInPicture={mirrored}
    />
  );
}
