// SPDX-License-Identifier: MIT
// Draws the stage as core/layout arranges it: alone, two (large and small), grid, or something
// large with the others beside it.
import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MonitorUp, Star } from 'lucide-preact';
import {
  arrange,
  kFocusMs,
  nextFocus,
  type Arrangement,
  type Item,
  type SpeakerFocus,
} from '../../core/layout/arrange';
import { before, speaks } from '../../core/layout/audience';
import { besideTool, focusBoxes, type Box } from '../../core/layout/focus_boxes';
import { tiling } from '../../core/layout/tiling';
import { Button } from '../components/button';
import { useFocusOnce } from '../components/focus';
import { useSize } from '../components/hooks';
import { Loading } from '../components/message';
import { t } from '../i18n';
import { AloneCard } from './alone_card';
import { NobodySpeaks } from './lecture';
import { useCapacity } from './meter';
import { screensOf, tilesOf } from './on_stage';
import { OwnFloat } from './own_float';
import type { RoomSession } from './room_session';
import { ScreenTile, SmallScreen, type ScreenView } from './screen_tile';
import type { StageView } from './stage_view';
import { Tile, type TileView } from './tile';

const kGap = 8;
/** A standing stage: two pictures one over the other use it better than one in a corner. */
const kStanding = 1.15;

/** All that there is to draw, by id. */
interface Cast {
  readonly tiles: ReadonlyMap<string, TileView>;
  readonly screens: ReadonlyMap<string, ScreenView>;
  readonly view: StageView;
  /** A small screen was pressed. */
  readonly onScreen: (item: Item) => void;
}

function Small({ item, cast, size }: { item: Item; cast: Cast; size: Box }) {
  if (item.kind === 'share') {
    const screen = cast.screens.get(item.id);
    if (!screen) return null;
    return <SmallScreen screen={screen} size={size} onPress={() => cast.onScreen(item)} />;
  }
  const tile = cast.tiles.get(item.id);
  return tile ? <Tile view={tile} size={size} small /> : null;
}

function Large({ item, cast, size }: { item: Item; cast: Cast; size: Box }) {
  if (item.kind === 'share') {
    const screen = cast.screens.get(item.id);
    return screen ? <ScreenTile key={`share ${item.id}`} screen={screen} size={size} /> : null;
  }
  const tile = cast.tiles.get(item.id);
  return tile ? <Tile key={item.id} view={tile} size={size} /> : null;
}

function Grid({ items, cast, size }: { items: readonly Item[]; cast: Cast; size: Box }) {
  const { tileWidth: width, tileHeight: height } = tiling(
    items.length,
    size.width,
    size.height,
    kGap,
  );
  return (
    <div class="grid">
      {items.map((item) => {
        const tile = cast.tiles.get(item.id);
        return tile && <Tile key={item.id} view={tile} size={{ width, height }} />;
      })}
    </div>
  );
}

/** The picture of the other is wide, and the stage is high: it would fill a quarter of it. */
function wouldStandLow(cast: Cast, main: Item, size: Box): boolean {
  const tile = cast.tiles.get(main.id);
  const aspect = tile?.camera ? (cast.view.aspects.value.get(`person ${main.id}`) ?? 16 / 9) : 1;
  return size.height > size.width * kStanding && aspect > 1.2;
}

function Focus({
  arrangement: { main, items },
  cast,
  size,
}: {
  arrangement: Extract<Arrangement, { kind: 'focus' }>;
  cast: Cast;
  size: Box;
}) {
  const aspect =
    main.kind === 'share' ? (cast.view.aspects.value.get(`share ${main.id}`) ?? 16 / 9) : null;
  const boxes = focusBoxes(size, items.length, kGap, aspect);
  return (
    <div class={`focus focus-${boxes.others}`}>
      <Large item={main} cast={cast} size={boxes.main} />
      {items.length > 0 && (
        <div
          class={boxes.others === 'grid' ? 'strip strip-grid' : 'strip'}
          tabIndex={boxes.others === 'grid' ? -1 : 0}
          role="group"
          aria-label={t('stage.others')}
        >
          {items.map((item) => (
            <Small key={`${item.kind} ${item.id}`} item={item} cast={cast} size={boxes.tile} />
          ))}
        </div>
      )}
    </div>
  );
}

/** A tool stands large; the screens and the people beside it. */
function BesideTool({ tool: Tool, cast, size }: { tool: ComponentType; cast: Cast; size: Box }) {
  const items: Item[] = [
    ...[...cast.screens.keys()].map((id) => ({ kind: 'share', id }) as const),
    ...[...cast.tiles.keys()].map((id) => ({ kind: 'person', id }) as const),
  ];
  const boxes = besideTool(size, items.length, kGap);
  return (
    <div class={`focus focus-${boxes.others} focus-tool`}>
      <div
        class="stage-tool"
        style={{ width: `${boxes.main.width}px`, height: `${boxes.main.height}px` }}
      >
        <Tool />
      </div>
      {items.length > 0 && (
        <div class="strip" tabIndex={0} role="group" aria-label={t('stage.others')}>
          {items.map((item) => (
            <Small key={`${item.kind} ${item.id}`} item={item} cast={cast} size={boxes.tile} />
          ))}
        </div>
      )}
    </div>
  );
}

/** The card stands beside the picture or under it, never on the face. */
function Alone({
  tile,
  size,
  children,
}: {
  tile: TileView;
  size: Box;
  children: ComponentChildren;
}) {
  const wide = size.width > size.height;
  const beside = wide ? Math.min(400, size.width * 0.46) : size.width;
  const box = wide
    ? { width: size.width - beside - 2 * kGap, height: size.height }
    : { width: size.width, height: Math.max(0, size.height * 0.5) };
  const { tileWidth: width, tileHeight: height } = tiling(1, box.width, box.height, 0);
  return (
    <div class={`alone ${wide ? 'alone-wide' : 'alone-tall'}`}>
      {height > 60 && <Tile view={tile} size={{ width, height }} />}
      {children}
    </div>
  );
}

type Hint = 'detail' | 'motion';

function SharingBar({ session, view }: { session: RoomSession; view: StageView }) {
  const [track] = session.tracks.local.screen?.getVideoTracks() ?? [];
  const [hint, setHint] = useState<Hint>(track?.contentHint === 'motion' ? 'motion' : 'detail');
  const { self, peers } = view.room.value;
  const { userId } = self;
  const seen = session.screenSeen.value;
  const everyoneSees = peers.length > 0 && peers.every((one) => seen.has(one.userId));
  const choose = (next: Hint): void => {
    if (track) track.contentHint = next;
    setHint(next);
    session.retune();
  };
  return (
    <div class="sharing" role="status">
      <MonitorUp size={18} aria-hidden />
      <span class="sharing-text" data-testid="sharing-text">
        {t(everyoneSees ? 'room.everyoneSees' : 'room.yourScreen')}
      </span>
      <span class="segments segments-dark" role="group" aria-label={t('stage.quality')}>
        {(['detail', 'motion'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={hint === one}
            title={t(one === 'detail' ? 'stage.sharpHint' : 'stage.smoothHint')}
            onClick={() => choose(one)}
          >
            {t(one === 'detail' ? 'stage.sharp' : 'stage.smooth')}
          </button>
        ))}
      </span>
      <button
        type="button"
        class="sharing-stop"
        onClick={() => view.togglePin({ kind: 'share', id: userId })}
        data-testid="own-screen"
      >
        {t('stage.showOwnScreen')}
      </button>
      <button type="button" class="sharing-stop" onClick={() => session.tracks.stopScreen()}>
        {t('room.share.stop')}
      </button>
    </div>
  );
}

/** Until the room opens; after a while it says what may be wrong and offers a way on. */
function Opening({ session }: { session: RoomSession }) {
  const { stuck } = session.state.value;
  if (!stuck) return <Loading text={t('room.joining')} />;
  return (
    <div class="card stack stuck" role="alert" data-testid="stuck">
      <h2>{t('room.stuck.title')}</h2>
      <p>{t('room.stuck.text')}</p>
      <div class="row">
        <Button kind="primary" onClick={() => session.retryNow()}>
          {t('app.retry')}
        </Button>
        <Button onClick={() => session.leave()}>{t('app.back')}</Button>
      </div>
    </div>
  );
}

/** Who stands large while somebody else begins to speak. */
function useFocus(speaker: string | null, self: string): string | null {
  const focus = useRef<SpeakerFocus>({ id: null, since: 0 });
  const [, again] = useState(0);
  focus.current = nextFocus(focus.current, speaker, self, performance.now());
  const waits = speaker !== null && speaker !== self && speaker !== focus.current.id;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => again((count) => count + 1), kFocusMs);
    return () => clearTimeout(timer);
  }, [waits, speaker]);
  return focus.current.id;
}

/** What a tiny copy of the stage shows: the one thing that is large, or who speaks. */
export function useStage(session: RoomSession, view: StageView) {
  const { self, peers, speaker, spotlight } = view.room.value;
  const focus = useFocus(speaker, self.userId);
  const { paused } = useCapacity(session);
  const tiles = tilesOf(session, view, paused > 0);
  const screens = screensOf(session, view);
  const since = view.shareSince(screens.map(({ userId }) => userId));
  const arranged = arrange({
    people: tiles.map(({ userId, self: own }) => ({ id: userId, self: own })),
    shares: screens.map(({ userId, self: own }) => ({
      id: userId,
      self: own,
      since: since.get(userId) ?? 0,
    })),
    spotlight: peers.find(({ peerId }) => peerId === spotlight)?.userId ?? null,
    speaker: focus,
    wishes: {
      mode: view.mode.value,
      pinned: view.pinned.value,
      hideSelf: view.hideSelf.value,
      swapped: view.swapped.value,
    },
  });
  const arrangement = before(view.room.value.audience?.listeners ?? 0, arranged);
  const cast: Cast = {
    tiles: new Map(tiles.map((tile) => [tile.userId, tile])),
    screens: new Map(screens.map((screen) => [screen.userId, screen])),
    view,
    onScreen: (item) => {
      // What stood there instead makes room.
      if (session.activities.stage.value) session.activities.stage.value = null;
      else view.togglePin(item);
    },
  };
  return { arrangement, cast, focus };
}

function Arranged({
  arrangement,
  cast,
  size,
  card,
}: {
  arrangement: Arrangement;
  cast: Cast;
  size: Box;
  card: ComponentChildren;
}) {
  switch (arrangement.kind) {
    case 'focus':
      return <Focus arrangement={arrangement} cast={cast} size={size} />;
    case 'grid':
      return <Grid items={arrangement.items} cast={cast} size={size} />;
    case 'alone': {
      const tile = cast.tiles.get(arrangement.items[0]?.id ?? '');
      return tile ? (
        <Alone tile={tile} size={size}>
          {card}
        </Alone>
      ) : (
        <div class="alone alone-tall">{card}</div>
      );
    }
    case 'pair': {
      const { main, small } = arrangement;
      if (small && wouldStandLow(cast, main, size))
        return <Grid items={[main, small]} cast={cast} size={size} />;
      const own = small && cast.tiles.get(small.id);
      return (
        <div class="pair">
          <Large item={main} cast={cast} size={size} />
          {own && <OwnFloat tile={own} view={cast.view} />}
        </div>
      );
    }
  }
}

export function Stage({
  session,
  view,
  onInvite,
}: {
  session: RoomSession;
  view: StageView;
  onInvite: () => void;
}) {
  const element = useRef<HTMLElement>(null);
  const size = useSize(element);
  const { phase, self, spotlight } = view.room.value;
  const { arrangement, cast } = useStage(session, view);
  const tool = session.activities.stage.value;
  const hasRoom = size.width > 0 && size.height > 0;
  // Whoever comes in from the lobby by keyboard starts here.
  useFocusOnce(element);
  return (
    <main
      class="stage"
      ref={element}
      tabIndex={-1}
      aria-label={t('room.stage')}
      data-kind={tool ? 'tool' : arrangement.kind}
      data-testid="stage"
    >
      {session.tracks.screenOn && <SharingBar session={session} view={view} />}
      {!session.tracks.screenOn && spotlight === self.peerId && self.peerId !== '' && (
        <p class="sharing sharing-plain" role="status">
          <Star size={18} aria-hidden />
          <span>{t('stage.youSpotlit')}</span>
        </p>
      )}
      {hasRoom && phase === 'connecting' && <Opening session={session} />}
      {hasRoom && phase !== 'connecting' && tool && (
        <BesideTool tool={tool} cast={cast} size={size} />
      )}
      {hasRoom && phase !== 'connecting' && !tool && (
        <Arranged
          arrangement={arrangement}
          cast={cast}
          size={size}
          card={
            speaks(self) ? <AloneCard session={session} onInvite={onInvite} /> : <NobodySpeaks />
          }
        />
      )}
    </main>
  );
}
