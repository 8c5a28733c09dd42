// SPDX-License-Identifier: MIT
// What keys do while the focus is on the sheet.
import type { BoardModel, ToolName } from './board_model';

export interface KeyWays {
  readonly zoom: {
    by(factor: number): void;
    whole(): void;
    pan(dx: number, dy: number): void;
  };
  /** A text in the middle. */
  write(): void;
  space(held: boolean): void;
}

const kPan = 60;
const kNudge = 8;

const kArrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const kLetters: Readonly<Record<string, ToolName>> = {
  p: 'pen',
  m: 'marker',
  e: 'eraser',
  v: 'select',
  t: 'text',
  l: 'line',
  a: 'arrow',
  r: 'rectangle',
  o: 'ellipse',
  h: 'hand',
};

function goBy(model: BoardModel, step: number): void {
  const pages = model.pages.value;
  const at = pages.findIndex(({ id }) => id === model.page.value);
  const next = pages[at + step];
  if (next) model.goTo(next.id);
}

/** Returns true where the key meant something. */
function act(event: KeyboardEvent, model: BoardModel, ways: KeyWays): boolean {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) {
    switch (key.toLowerCase()) {
      case 'z':
        if (event.shiftKey) model.redoLast();
        else model.undoLast();
        return true;
      case 'y':
        model.redoLast();
        return true;
      case 'd':
        model.copySelection();
        return true;
      case 'a':
        model.select(model.document.on(model.page.value).map(({ id }) => id));
        return true;
      default:
        return false;
    }
  }
  if (event.altKey) return false;
  const arrow = kArrows[key];
  if (arrow) {
    const [dx, dy] = arrow;
    const chosen = model.selected();
    if (chosen.length > 0)
      model.move(
        chosen.map(({ id, place }) => ({
          id,
          place: { ...place, dx: place.dx + dx * kNudge, dy: place.dy + dy * kNudge },
        })),
      );
    else ways.zoom.pan(-dx * kPan, -dy * kPan);
    return true;
  }
  switch (key) {
    case '+':
    case '=':
      ways.zoom.by(1.25);
      return true;
    case '-':
      ways.zoom.by(1 / 1.25);
      return true;
    case '0':
      ways.zoom.whole();
      return true;
    case 'PageDown':
      goBy(model, 1);
      return true;
    case 'PageUp':
      goBy(model, -1);
      return true;
    case 'Delete':
    case 'Backspace':
      model.erase([...model.selection.value]);
      return true;
    case 'Escape':
      if (model.selection.value.size === 0) return false;
      model.select([]);
      return true;
    case 'Enter':
      if (!model.mayDraw.value) return false;
      ways.write();
      return true;
    case ' ':
      ways.space(true);
      return true;
  }
  const tool = kLetters[key];
  if (!tool || (!model.mayDraw.value && tool !== 'select' && tool !== 'hand')) return false;
  model.choose(tool);
  return true;
}

export function onBoardKey(event: KeyboardEvent, model: BoardModel, ways: KeyWays): void {
  // A button that lies on the sheet keeps its keys.
  if (event.target !== event.currentTarget) return;
  if (!act(event, model, ways)) return;
  event.preventDefault();
  event.stopPropagation();
}
