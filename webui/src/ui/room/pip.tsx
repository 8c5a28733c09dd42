// SPDX-License-Identifier: MIT
// A small window on top of all others: a whole little room where the browser has document
// picture-in-picture, else the large picture alone.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { PhoneOff } from 'lucide-preact';
import { useSize, useTracks } from '../components/hooks';
import { Video } from '../components/video';
import { EnvContext, type Env } from '../env';
import { t } from '../i18n';
import type { Item } from '../../core/layout/arrange';
import { speaks } from '../../core/layout/audience';
import { OwnMedia } from './control';
import type { RoomSession } from './room_session';
import { useScreenShown } from './screen_tile';
import { useStage } from './stage';
import type { StageView } from './stage_view';
import { Tile } from './tile';

interface FloatingWindows {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

function floatingWindows(): FloatingWindows | null {
  return (
    (window as unknown as { documentPictureInPicture?: FloatingWindows })
      .documentPictureInPicture ?? null
  );
}

const open = signal<Window | null>(null);

/** True while the small window is there. */
export function isFloating(): boolean {
  return open.value !== null;
}

export function canFloat(): boolean {
  return floatingWindows() !== null || document.pictureInPictureEnabled === true;
}

/** What the window shows: what is large on the stage, else who spoke last, else anybody. */
function largest({ arrangement, focus }: ReturnType<typeof useStage>, self: string): Item | null {
  if (arrangement.kind === 'focus' || arrangement.kind === 'pair') return arrangement.main;
  if (focus) return { kind: 'person', id: focus };
  return arrangement.items.find(({ id }) => id !== self) ?? arrangement.items[0] ?? null;
}

function Small({
  session,
  view,
  close,
}: {
  session: RoomSession;
  view: StageView;
  close: () => void;
}) {
  useTracks(session.tracks);
  const element = useRef<HTMLDivElement>(null);
  const size = useSize(element);
  const stage = useStage(session, view);
  const { self } = session.state.value;
  const item = largest(stage, self.userId);
  const tile = item?.kind === 'person' ? stage.cast.tiles.get(item.id) : undefined;
  const screen = item?.kind === 'share' ? stage.cast.screens.get(item.id) : undefined;
  useScreenShown(screen, element, size, true);
  return (
    <div class="room room-floating">
      <div class="float-stage" ref={element}>
        {tile && <Tile view={{ ...tile, onMore: undefined }} size={size} floating />}
        {screen?.stream && <Video stream={screen.stream} whole />}
      </div>
      <nav class="controls" aria-label={t('room.controls')}>
        {speaks(self) && <OwnMedia session={session} onTrouble={close} />}
        <button
          type="button"
          class="control control-danger"
          aria-label={t('room.leave')}
          title={t('room.leave')}
          onClick={() => {
            close();
            session.leave();
          }}
        >
          <PhoneOff size={22} aria-hidden />
        </button>
      </nav>
    </div>
  );
}

let env: Env | null = null;

/** The window's tree is a root of its own; it gets the services of the page. */
export function floatWith(services: Env): void {
  env = services;
}

function copyStyles(to: Document): void {
  for (const sheet of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
    const link = to.createElement('link');
    link.rel = 'stylesheet';
    link.href = sheet.href;
    to.head.append(link);
  }
  to.documentElement.dataset['theme'] = document.documentElement.dataset['theme'] ?? 'dark';
  to.documentElement.lang = document.documentElement.lang;
  to.documentElement.classList.add('in-room');
}

async function openWindow(
  windows: FloatingWindows,
  session: RoomSession,
  view: StageView,
): Promise<void> {
  const small = await windows.requestWindow({ width: 360, height: 260 });
  copyStyles(small.document);
  small.document.title = document.title;
  const { body } = small.document;
  const close = (): void => small.close();
  open.value = small;
  small.addEventListener('pagehide', () => {
    render(null, body);
    if (open.value === small) open.value = null;
  });
  render(
    <EnvContext.Provider value={env}>
      <Small session={session} view={view} close={close} />
    </EnvContext.Provider>,
    body,
  );
}

function largestVideo(): HTMLVideoElement | undefined {
  const area = (video: HTMLVideoElement): number => video.clientWidth * video.clientHeight;
  return [...document.querySelectorAll<HTMLVideoElement>('.stage video:not(.video-mirrored)')].sort(
    (a, b) => area(b) - area(a),
  )[0];
}

/** Opens the window or closes it; where it does not open, the room is as it was. */
export async function toggleFloat(session: RoomSession, view: StageView): Promise<void> {
  if (closeFloat()) return;
  const windows = floatingWindows();
  try {
    if (windows) await openWindow(windows, session, view);
    else if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await largestVideo()?.requestPictureInPicture();
  } catch {
    // The person has closed it at once, or the browser wants a press first.
  }
}

/** Returns whether there was a window. */
export function closeFloat(): boolean {
  const small = open.value;
  small?.close();
  open.value = null;
  return small !== null;
}

/** Chrome opens the window by itself when the person goes to another tab. */
export function floatWhenLeaving(session: RoomSession, view: StageView): () => void {
  const windows = floatingWindows();
  const media = navigator.mediaSession as MediaSession | undefined;
  const set = (handler: (() => void) | null): void => {
    try {
      media?.setActionHandler('enterpictureinpicture' as MediaSessionAction, handler);
    } catch {
      // This browser does not know the action.
    }
  };
  if (windows) set(() => void openWindow(windows, session, view).catch(() => undefined));
  return () => {
    set(null);
    closeFloat();
  };
}
