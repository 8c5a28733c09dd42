// SPDX-License-Identifier: MIT
// Small hooks that several features share.
import { useEffect, useRef, useState } from 'preact/hooks';
import { kNoDevices, listDevices, type DeviceList } from '../../core/media/devices';
import type { Tracks } from '../../core/media/tracks';
import { Chunk } from './chunk';

/** Renders again whenever our own microphone, camera or screen changes. */
export function useTracks(tracks: Tracks): void {
  const [, setVersion] = useState(0);
  useEffect(() => {
    const changed = (): void => setVersion((version) => version + 1);
    // A browser that refuses at once has answered before this effect runs.
    changed();
    return tracks.subscribe(changed);
  }, [tracks]);
}

/** `current` is true once the component has left the page; ask it after every await. */
export function useGone(): { readonly current: boolean } {
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  return gone;
}

/** The devices as they come and go; `refresh` changes when a permission makes their names known. */
export function useDevices(refresh: unknown): DeviceList {
  const [devices, setDevices] = useState<DeviceList>(kNoDevices);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return;
    const load = (): void => void listDevices(media).then(setDevices, () => undefined);
    load();
    media.addEventListener('devicechange', load);
    return () => media.removeEventListener('devicechange', load);
  }, [refresh]);
  return devices;
}

export function useMediaQuery(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function useSize(element: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = (): void => {
      // The content box: paddings (safe areas) are not for tiles.
      const style = getComputedStyle(target);
      const width =
        target.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const height =
        target.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    measure();
    return () => observer.disconnect();
  }, []);
  return size;
}

/** False while the page is hidden or the element is scrolled out of sight. */
export function useShownOnScreen(element: { readonly current: HTMLElement | null }): boolean {
  const [inView, setInView] = useState(true);
  const visible = usePageVisible();
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last) setInView(last.isIntersecting);
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return visible && inView;
}

export function usePageVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const update = (): void => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

/**
 * A part of the page that few people need, loaded when it is `wanted` first; null until then.
 * `onFailed` is told when it does not come, and gets the way to ask again.
 */
export function useChunk<T extends object>(
  wanted: boolean,
  load: () => Promise<T>,
  onFailed: (retry: () => void) => void,
): T | null {
  const [part, setPart] = useState<{ readonly part: T } | null>(null);
  const chunk = useRef<Chunk<T> | null>(null);
  chunk.current ??= new Chunk(load, (come) => setPart({ part: come }), onFailed);
  useEffect(() => {
    if (wanted) chunk.current?.want();
  }, [wanted]);
  return part?.part ?? null;
}
