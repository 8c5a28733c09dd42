// SPDX-License-Identifier: MIT
// A shared screen: large, where one looks closer with wheel, fingers and keys; or small beside
// another one, where a press makes it large.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Maximize, Minimize, MonitorUp, PenLine, ZoomIn, ZoomOut } from 'lucide-preact';
import {
  kWhole,
  kZoomStep,
  panBy,
  pinch,
  wheelFactor,
  zoomAt,
  zoomKey,
  type Point,
  type Zoom,
} from '../../core/layout/zoom';
import { IconButton } from '../components/button';
import { useShownOnScreen } from '../components/hooks';
import { Loading } from '../components/message';
import { Video } from '../components/video';
import { t } from '../i18n';
import type { ActivityDesk } from '../activities/desk';
import type { BoxSize } from './tile';

export interface ScreenView {
  readonly userId: string;
  readonly shown: string;
  readonly self: boolean;
  /** Null until the first track of it is here. */
  readonly stream: MediaStream | null;
  readonly desk: ActivityDesk;
  readonly onAspect: (aspect: number) => void;
  /** Called when the first picture is here. */
  readonly onSeen?: () => void;
  /** Called when the screen is shown with another height; 0: not at all. */
  readonly onShown?: (place: object, height: number) => void;
}

const kBarMs = 3_500;

function labelOf({ self, shown }: ScreenView): string {
  return self ? t('stage.ownScreen') : t('stage.screenOf', { name: shown });
}

/** Tells how large the screen is shown; what nobody sees its sender does not send. */
export function useScreenShown(
  screen: ScreenView | undefined,
  element: { readonly current: HTMLElement | null },
  size: BoxSize,
  floating = false,
): void {
  const onScreen = useShownOnScreen(element);
  const height = onScreen || floating ? Math.round(size.height) : 0;
  const onShown = useRef(screen?.onShown);
  onShown.current = screen?.onShown;
  useEffect(() => onShown.current?.(element, height), [height, screen?.userId]);
  useEffect(() => () => onShown.current?.(element, 0), [screen?.userId]);
}

function Picture({ screen }: { screen: ScreenView }) {
  const [here, setHere] = useState(false);
  return (
    <>
      {!here && <Loading text={t('stage.screenComing', { name: screen.shown })} />}
      {screen.stream && (
        <Video
          stream={screen.stream}
          whole
          onAspect={screen.onAspect}
          onFirstFrame={() => {
            setHere(true);
            screen.onSeen?.();
          }}
        />
      )}
    </>
  );
}

export function SmallScreen({
  screen,
  size,
  onPress,
}: {
  screen: ScreenView;
  size: BoxSize;
  onPress: () => void;
}) {
  const label = labelOf(screen);
  const element = useRef<HTMLButtonElement>(null);
  useScreenShown(screen, element, size);
  return (
    <button
      ref={element}
      type="button"
      class="tile tile-small tile-screen tile-screen-small"
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
      aria-label={screen.self ? label : t('stage.screenShow', { name: screen.shown })}
      onClick={onPress}
      data-testid="screen-small"
    >
      <Picture screen={screen} />
      <span class="tile-name">
        <MonitorUp size={16} aria-hidden />
        <span dir="auto">{label}</span>
      </span>
    </button>
  );
}

/** Phones turn to the wide side where the browser lets a page ask for it. */
async function fillDisplay(element: HTMLElement): Promise<void> {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
    return;
  }
  const video = element.querySelector('video') as
    (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null;
  if (!('requestFullscreen' in element)) {
    // iPhones fill the display with a video only.
    video?.webkitEnterFullscreen?.();
    return;
  }
  await element.requestFullscreen();
  const orientation = screen.orientation as ScreenOrientation & {
    lock?: (to: string) => Promise<void>;
  };
  if (video && video.videoWidth > video.videoHeight) await orientation.lock?.('landscape');
}

/** The pointers that are down, and what they do to the zoom. */
class Hands {
  private readonly down = new Map<number, Point>();

  constructor(
    private readonly box: () => DOMRect | undefined,
    private readonly change: (next: (zoom: Zoom, box: BoxSize) => Zoom) => void,
  ) {}

  /** From the middle of the box. */
  at(event: MouseEvent): Point {
    const box = this.box();
    if (!box) return { x: 0, y: 0 };
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  }

  press(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    this.down.set(event.pointerId, this.at(event));
  }

  move(event: PointerEvent): void {
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    const others = [...this.down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const [other] = others;
    this.down.set(event.pointerId, now);
    if (others.length > 1) return;
    this.change((zoom, box) =>
      other
        ? pinch(zoom, [before, other], [now, other], box)
        : panBy(zoom, now.x - before.x, now.y - before.y, box),
    );
  }

  release(event: PointerEvent): void {
    this.down.delete(event.pointerId);
  }
}

export function ScreenTile({ screen, size }: { screen: ScreenView; size: BoxSize }) {
  const label = labelOf(screen);
  const element = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState<Zoom>(kWhole);
  // Who looks closer sees more of it than fits.
  useScreenShown(screen, element, { ...size, height: size.height * zoom.scale });
  const Layer = screen.desk.overScreen.value;
  const [full, setFull] = useState(false);
  const [bar, setBar] = useState(true);
  const hide = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(zoom);
  latest.current = zoom;

  const change = (next: (zoom: Zoom, box: BoxSize) => Zoom): void => {
    const box = element.current?.getBoundingClientRect();
    if (!box) return;
    latest.current = next(latest.current, box);
    setZoom(latest.current);
  };
  const hands = useRef<Hands>(null);
  hands.current ??= new Hands(() => element.current?.getBoundingClientRect(), change);

  const showBar = (): void => {
    setBar(true);
    if (hide.current) clearTimeout(hide.current);
    hide.current = setTimeout(() => setBar(false), kBarMs);
  };
  useEffect(() => {
    showBar();
    return () => {
      if (hide.current) clearTimeout(hide.current);
    };
  }, []);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    // Not passive: a wheel over the picture must not scroll or zoom the page.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const at = hands.current?.at(event) ?? { x: 0, y: 0 };
      const factor = wheelFactor(event.deltaY * (event.ctrlKey ? 3 : 1), event.deltaMode);
      change((now, box) => zoomAt(now, factor, at, box));
    };
    const onFull = (): void => setFull(document.fullscreenElement === target);
    target.addEventListener('wheel', onWheel, { passive: false });
    document.addEventListener('fullscreenchange', onFull);
    return () => {
      target.removeEventListener('wheel', onWheel);
      document.removeEventListener('fullscreenchange', onFull);
    };
  }, []);

  const by = (factor: number) => (): void =>
    change((now, box) => zoomAt(now, factor, { x: 0, y: 0 }, box));
  const fill = (): void => {
    if (element.current) fillDisplay(element.current).catch(() => undefined);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'f' || event.key === 'F') {
      event.preventDefault();
      fill();
      return;
    }
    const box = element.current?.getBoundingClientRect();
    const next = box ? zoomKey(latest.current, event.key, box) : null;
    if (!next) return;
    event.preventDefault();
    change(() => next);
    showBar();
  };
  const { scale, x, y } = zoom;
  return (
    <section
      ref={element}
      class={`tile tile-screen${scale > 1 ? ' tile-screen-near' : ''}`}
      style={full ? undefined : { width: `${size.width}px`, height: `${size.height}px` }}
      aria-label={`${label}. ${t('stage.screenHelp')}`}
      role="group"
      tabIndex={0}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        showBar();
        hands.current?.press(event);
      }}
      onPointerMove={(event) => {
        if (event.pointerType === 'mouse') showBar();
        hands.current?.move(event);
      }}
      onPointerUp={(event) => hands.current?.release(event)}
      onPointerCancel={(event) => hands.current?.release(event)}
      onPointerLeave={(event) => hands.current?.release(event)}
      onDblClick={(event) => {
        const at = hands.current?.at(event) ?? { x: 0, y: 0 };
        change((now, box) => (now.scale > 1 ? kWhole : zoomAt(now, 2.5, at, box)));
      }}
      data-testid="screen-tile"
      data-scale={scale.toFixed(2)}
    >
      <div
        class="screen-picture"
        style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
      >
        <Picture screen={screen} />
      </div>
      {Layer && <Layer owner={screen.userId} />}
      <div
        class={`screen-bar${bar ? '' : ' screen-bar-idle'}`}
        onDblClick={(e) => e.stopPropagation()}
      >
        <span class="screen-name" dir="auto">
          {label}
        </span>
        <IconButton
          label={t('stage.pen')}
          onClick={() => screen.desk.ask('pen')}
          data-testid="screen-pen"
        >
          <PenLine size={20} aria-hidden />
        </IconButton>
        <IconButton label={t('stage.zoomOut')} disabled={scale <= 1} onClick={by(1 / kZoomStep)}>
          <ZoomOut size={20} aria-hidden />
        </IconButton>
        <button
          type="button"
          class="button button-icon screen-scale"
          title={t('stage.zoomWhole')}
          aria-label={`${Math.round(scale * 100)} %, ${t('stage.zoomWhole')}`}
          onClick={() => change(() => kWhole)}
        >
          {Math.round(scale * 100)} %
        </button>
        <IconButton label={t('stage.zoomIn')} onClick={by(kZoomStep)} data-testid="zoom-in">
          <ZoomIn size={20} aria-hidden />
        </IconButton>
        <IconButton
          label={t(full ? 'stage.full.leave' : 'stage.full')}
          onClick={fill}
          data-testid="screen-full"
        >
          {full ? <Minimize size={20} aria-hidden /> : <Maximize size={20} aria-hidden />}
        </IconButton>
      </div>
    </section>
  );
}
