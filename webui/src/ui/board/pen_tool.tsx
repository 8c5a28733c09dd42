// SPDX-License-Identifier: MIT
// Pens and pointers on shared screens: a layer over the screen that stands large, and a bar for
// whoever may draw there. Places are those of the picture, however it is zoomed on either side.
import { useEffect, useRef } from 'preact/hooks';
import { Eraser, Pin, X } from 'lucide-preact';
import '../../styles/board.css';
import { sameItem } from '../../core/layout/arrange';
import { kWhole } from '../../core/board/screen_pen';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { Button, IconButton } from '../components/button';
import { t } from '../i18n';
import { PenModel } from './pen_model';
import { css, kColourNames, kDay } from './palette';
import { paintTag, personColour } from './top';

/** Red, blue, green, yellow: seen on most pictures. */
const kColours = [1, 2, 3, 7];

interface Where {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the picture of a video is, without the bars beside it. */
function pictureOf(video: HTMLVideoElement): Where | null {
  const box = video.getBoundingClientRect();
  const { videoWidth, videoHeight } = video;
  if (!videoWidth || !videoHeight || !box.width) return null;
  const scale = Math.min(box.width / videoWidth, box.height / videoHeight);
  const [width, height] = [videoWidth * scale, videoHeight * scale];
  return {
    left: box.left + (box.width - width) / 2,
    top: box.top + (box.height - height) / 2,
    width,
    height,
  };
}

function paint(canvas: HTMLCanvasElement, model: PenModel, owner: string): boolean {
  const context = canvas.getContext('2d');
  const video = canvas.parentElement?.querySelector('video');
  const where = video && pictureOf(video);
  const frame = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  // The video has no picture yet: the next frame may know where it is.
  if (!context || !where) return context !== null;
  const now = performance.now();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  const place = (x: number, y: number) => ({
    x: where.left - frame.left + (x / kWhole) * where.width,
    y: where.top - frame.top + (y / kWhole) * where.height,
  });
  context.lineCap = context.lineJoin = 'round';
  for (const { points, colour, opacity } of model.pens.lines(owner, now)) {
    const path = new Path2D();
    for (let at = 0; at + 1 < points.length; at += 2) {
      const { x, y } = place(points[at] ?? 0, points[at + 1] ?? 0);
      path.lineTo(x, y);
      if (points.length === 2) path.lineTo(x + 0.1, y);
    }
    context.globalAlpha = opacity;
    // A light edge: the line is seen on any picture.
    context.strokeStyle = 'rgb(255 255 255 / 75%)';
    context.lineWidth = 7;
    context.stroke(path);
    context.strokeStyle = css(kDay, colour);
    context.lineWidth = 4;
    context.stroke(path);
  }
  context.globalAlpha = 1;
  for (const { userId, x, y } of model.pens.pointers(owner, now)) {
    if (userId === model.self) continue;
    const at = place(x, y);
    const colour = personColour(userId);
    context.fillStyle = colour;
    context.strokeStyle = '#fff';
    context.lineWidth = 2;
    context.beginPath();
    context.arc(at.x, at.y, 6, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    const name = model.room.view.names.peek().get(userId) ?? '';
    paintTag(context, at, name, colour, frame.width);
  }
  return model.pens.moves(owner, now) || model.pens.lines(owner, now).length > 0;
}

function Layer({ model, owner }: { model: PenModel; owner: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  useEffect(() => {
    let frame = 0;
    const run = (): void => {
      frame = 0;
      if (canvas.current && paint(canvas.current, model, owner)) again();
    };
    const again = (): void => {
      frame ||= requestAnimationFrame(run);
    };
    model.layers.add(again);
    model.onOurs.value = null;
    again();
    return () => {
      model.layers.delete(again);
      cancelAnimationFrame(frame);
    };
  }, [model, owner]);
  const at = (event: PointerEvent): readonly [number, number] | null => {
    const video = canvas.current?.parentElement?.querySelector('video');
    const where = video && pictureOf(video);
    if (!where) return null;
    const x = (event.clientX - where.left) / where.width;
    const y = (event.clientY - where.top) / where.height;
    if (x < 0 || y < 0 || x > 1 || y > 1) return null;
    return [Math.round(x * kWhole), Math.round(y * kWhole)];
  };
  const draws = model.draws.value && model.mayDraw;
  return (
    <>
      <canvas
        ref={canvas}
        class={`pen-layer${draws ? ' pen-draws' : ''}`}
        aria-hidden="true"
        onPointerDown={(event) => {
          event.stopPropagation();
          const place = at(event);
          if (!place || event.button !== 0) return;
          drawing.current = true;
          canvas.current?.setPointerCapture(event.pointerId);
          model.begin(owner, ...place);
        }}
        onPointerMove={(event) => {
          event.stopPropagation();
          for (const one of event.getCoalescedEvents?.() ?? []) {
            const place = at(one);
            if (place && drawing.current) model.draw(...place);
          }
          const place = at(event);
          if (place && drawing.current) model.draw(...place);
          else if (place) model.point(owner, ...place);
        }}
        onPointerUp={() => {
          drawing.current = false;
          model.end();
        }}
        onPointerCancel={() => {
          drawing.current = false;
          model.end();
        }}
        onPointerLeave={() => !drawing.current && model.away(owner)}
        onDblClick={(event) => event.stopPropagation()}
        data-testid="pen-layer"
        data-owner={owner}
      />
      {draws && <PenBar model={model} owner={owner} />}
    </>
  );
}

function PenBar({ model, owner }: { model: PenModel; owner: string }) {
  return (
    <div
      class="pen-bar"
      role="group"
      aria-label={t('stage.pen')}
      onPointerDown={(event) => event.stopPropagation()}
      onDblClick={(event) => event.stopPropagation()}
    >
      {kColours.map((colour) => (
        <IconButton
          key={colour}
          label={t(kColourNames[colour] ?? 'board.colour.red')}
          aria-pressed={model.colour.value === colour}
          onClick={() => (model.colour.value = colour)}
        >
          <span class="board-swatch-dot" style={{ background: css(kDay, colour) }} />
        </IconButton>
      ))}
      <IconButton
        label={t('pen.stays')}
        aria-pressed={model.stays.value}
        onClick={() => (model.stays.value = !model.stays.value)}
        data-testid="pen-stays"
      >
        <Pin size={20} aria-hidden />
      </IconButton>
      <IconButton label={t('pen.clear')} onClick={() => model.clear(owner)} data-testid="pen-clear">
        <Eraser size={20} aria-hidden />
      </IconButton>
      <IconButton
        label={t('pen.end')}
        onClick={() => (model.draws.value = false)}
        data-testid="pen-end"
      >
        <X size={20} aria-hidden />
      </IconButton>
    </div>
  );
}

export function makePen(room: ToolRoom): RunningTool {
  const { activities } = room.session;
  const model = new PenModel(room);
  // Somebody else drew first: one's own hand goes on moving the picture until one asks for a pen.
  model.draws.value = false;
  const Over = ({ owner }: { owner: string }) => <Layer model={model} owner={owner} />;
  activities.overScreen.value = Over;

  function Always() {
    const by = model.onOurs.value;
    if (by === null) return null;
    return (
      <div class="board-opened" role="status" data-testid="pen-on-ours">
        <span dir="auto">{t('pen.onYours', { name: room.view.names.value.get(by) ?? '' })}</span>
        <Button
          kind="primary"
          onClick={() => {
            activities.stage.value = null;
            const own = { kind: 'share', id: model.self } as const;
            if (!sameItem(room.view.pinned.value, own)) room.view.togglePin(own);
            model.onOurs.value = null;
          }}
        >
          {t('pen.show')}
        </Button>
      </div>
    );
  }

  return {
    Always,
    onChosen: () => (model.draws.value = true),
    stop: () => {
      activities.overScreen.value = null;
      model.stop();
    },
  };
}
