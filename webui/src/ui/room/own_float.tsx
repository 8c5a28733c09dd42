// SPDX-License-Identifier: MIT
// One to one: the small picture in a corner. It is dragged to another corner, by fingers, mouse or
// arrow keys; a press swaps it with the large one.
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Corner, StageView } from './stage_view';
import { Tile, type TileView } from './tile';

/** The corner nearest to a point of the box. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? 'top' : 'bottom'}-${x < width / 2 ? 'left' : 'right'}`;
}

export function cornerAfterKey(corner: Corner, key: string): Corner | null {
  const [row = 'bottom', column = 'right'] = corner.split('-');
  switch (key) {
    case 'ArrowUp':
      return `top-${column}` as Corner;
    case 'ArrowDown':
      return `bottom-${column}` as Corner;
    case 'ArrowLeft':
      return `${row}-left` as Corner;
    case 'ArrowRight':
      return `${row}-right` as Corner;
    default:
      return null;
  }
}

const kDragPx = 8;

interface Drag {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

export function OwnFloat({ tile, view }: { tile: TileView; view: StageView }) {
  const element = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [moved, setMoved] = useState<{ x: number; y: number } | null>(null);
  const swap = (): void => {
    view.swapped.value = !view.swapped.value;
  };
  const onUp = (event: PointerEvent): void => {
    if (drag.current?.id !== event.pointerId) return;
    drag.current = null;
    const holder = element.current?.offsetParent?.getBoundingClientRect();
    const own = element.current?.getBoundingClientRect();
    if (moved && holder && own) {
      const x = own.left + own.width / 2 - holder.left;
      const y = own.top + own.height / 2 - holder.top;
      view.corner.value = cornerAt(x, y, holder.width, holder.height);
    } else if (!moved && !(event.target as Element).closest('button')) {
      swap();
    }
    setMoved(null);
  };
  return (
    <div
      ref={element}
      class={`pair-own pair-${view.corner.value}${moved ? ' pair-moving' : ''}`}
      style={moved ? { transform: `translate(${moved.x}px, ${moved.y}px)` } : { transform: '' }}
      role="group"
      tabIndex={0}
      aria-label={t('stage.own')}
      title={t('stage.swap')}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        drag.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (from?.id !== event.pointerId) return;
        const x = event.clientX - from.x;
        const y = event.clientY - from.y;
        if (!moved && Math.hypot(x, y) < kDragPx) return;
        // Only a drag takes the pointer: a press on the name stays a press.
        event.currentTarget.setPointerCapture(event.pointerId);
        setMoved({ x, y });
      }}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          swap();
          return;
        }
        const next = cornerAfterKey(view.corner.value, event.key);
        if (!next) return;
        event.preventDefault();
        view.corner.value = next;
      }}
      data-testid="own-float"
    >
      <Tile key={tile.userId} view={tile} small />
    </div>
  );
}
