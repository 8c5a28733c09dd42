// SPDX-License-Identifier: MIT
// Where a text of the board is written: a field that lies on the sheet, as large as the text will
// be. Escape and a press elsewhere finish it; what is empty is dropped.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Spot } from '../../core/board/geometry';
import { kSheet, type ObjectId, type Text } from '../../core/board/shapes';
import { kMostText } from '../../core/board/limits';
import { toBox, type View } from '../../core/board/view';
import { t } from '../i18n';
import type { BoardModel } from './board_model';
import { kLineHeight, kTextFont, wrapped } from './painter';
import { css, paletteNow } from './palette';

export interface Writing {
  /** Null: a new one. */
  readonly id: ObjectId | null;
  readonly at: Spot;
  readonly text: string;
  readonly size: number;
  readonly colour: number;
}

/** Sizes of letters by the width of the pen. */
export const kLetters: Readonly<Record<number, number>> = { 2: 22, 4: 32, 8: 48, 16: 72 };
const kLeastWidth = 240;

function boxOfText(text: string, size: number, at: Spot): { w: number; h: number } {
  const context = document.createElement('canvas').getContext('2d');
  const most = Math.max(kLeastWidth, kSheet.width - at.x - 10);
  if (!context) return { w: most, h: size * kLineHeight };
  context.font = `${size}px ${kTextFont}`;
  const lines = wrapped(context, text, most);
  const widest = Math.max(...lines.map((line) => context.measureText(line).width));
  return { w: Math.min(most, Math.ceil(widest) + 6), h: lines.length * size * kLineHeight };
}

/** UTF-8 may need more bytes than there are letters. */
function cut(text: string): string {
  let kept = text;
  while (new TextEncoder().encode(kept).length > kMostText) kept = kept.slice(0, -16);
  return kept;
}

export function saveText(model: BoardModel, writing: Writing, text: string): void {
  const trimmed = cut(text.trimEnd());
  if (trimmed === '') {
    if (writing.id) model.erase([writing.id]);
    return;
  }
  const old = writing.id ? model.document.get(writing.id) : null;
  if (old?.body?.kind === 'text' && old.body.text === trimmed) return;
  const body: Text = {
    kind: 'text',
    page: model.page.value,
    colour: writing.colour,
    width: writing.size,
    ...writing.at,
    ...boxOfText(trimmed, writing.size, writing.at),
    text: trimmed,
  };
  model.put([{ id: writing.id ?? model.document.newId(), body }]);
}

export function TextField({
  model,
  writing,
  view,
  onDone,
}: {
  model: BoardModel;
  writing: Writing;
  view: View;
  onDone: (refocus: boolean) => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const done = useRef(false);
  const finish = (refocus: boolean): void => {
    if (done.current) return;
    done.current = true;
    saveText(model, writing, field.current?.value ?? '');
    onDone(refocus);
  };
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => () => finish(false), []);
  const grow = (): void => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  };
  useLayoutEffect(grow, [view]);
  const corner = toBox(view, writing.at);
  // Below 16 px a phone zooms the page.
  const size = Math.max(16, writing.size * view.scale);
  const width = Math.max(160, (kSheet.width - writing.at.x - 10) * view.scale);
  return (
    <textarea
      ref={field}
      class="board-text"
      dir="auto"
      rows={1}
      aria-label={t('board.text.field')}
      style={{
        left: `${corner.x}px`,
        top: `${corner.y}px`,
        width: `${width}px`,
        fontSize: `${size}px`,
        color: css(paletteNow(), writing.colour),
      }}
      defaultValue={writing.text}
      onInput={grow}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={() => finish(false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
          event.preventDefault();
          finish(true);
        }
      }}
      data-testid="board-text-field"
    />
  );
}
