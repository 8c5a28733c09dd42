// SPDX-License-Identifier: MIT
// Paints one picture of a film, on the page or in a worker.
import { fit, kFilmHeight, kFilmWidth, type FilmBox } from '../../core/recording/composition';

export interface PaintedBox extends FilmBox {
  readonly initials: string;
}

export interface Painting {
  readonly boxes: readonly PaintedBox[];
  readonly more: number;
}

export interface Picture {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const kStage = '#0d1125';
const kTile = '#1b2242';
const kRound = '#43507f';
const kText = '#f3f5fb';
const kFont = 'system-ui, sans-serif';
const kRadius = 12;

function outline(context: Context, { x, y, width, height }: FilmBox): void {
  const right = x + width;
  const bottom = y + height;
  context.beginPath();
  context.moveTo(x + kRadius, y);
  context.arcTo(right, y, right, bottom, kRadius);
  context.arcTo(right, bottom, x, bottom, kRadius);
  context.arcTo(x, bottom, x, y, kRadius);
  context.arcTo(x, y, right, y, kRadius);
  context.closePath();
}

function paintInitials(context: Context, { x, y, width, height, initials }: PaintedBox): void {
  const radius = Math.min(width, height) * 0.28;
  context.fillStyle = kRound;
  context.beginPath();
  context.arc(x + width / 2, y + height / 2, radius, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = kText;
  context.font = `600 ${Math.round(radius * 0.8)}px ${kFont}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(initials, x + width / 2, y + height / 2);
}

/** As much of the name as there is room for. */
function shortened(context: Context, name: string, most: number): string {
  if (context.measureText(name).width <= most) return name;
  const letters = [...name];
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > most)
    letters.pop();
  return `${letters.join('')}…`;
}

function paintPlate(context: Context, text: string, box: FilmBox): void {
  const size = box.width > 400 ? 22 : 15;
  context.font = `600 ${size}px ${kFont}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const said = shortened(context, text, box.width - size * 2);
  const height = size * 1.7;
  const y = box.y + box.height - height - 8;
  context.fillStyle = 'rgb(13 17 37 / 72%)';
  context.fillRect(box.x + 8, y, context.measureText(said).width + size, height);
  context.fillStyle = kText;
  context.fillText(said, box.x + 8 + size / 2, y + height / 2);
}

function paintBox(context: Context, box: PaintedBox, picture: Picture | null): void {
  context.save();
  outline(context, box);
  context.fillStyle = kTile;
  context.fill();
  context.clip();
  if (picture && picture.width > 0 && picture.height > 0) {
    const { source: s, target: t } = fit(picture, box, box.whole);
    context.drawImage(
      picture.image,
      ...([s.x, s.y, s.width, s.height] as const),
      ...([t.x, t.y, t.width, t.height] as const),
    );
  } else if (!box.whole) {
    paintInitials(context, box);
  }
  paintPlate(context, box.name, box);
  context.restore();
}

export function paint(
  context: Context,
  { boxes, more }: Painting,
  pictureOf: (key: string) => Picture | null,
): void {
  context.fillStyle = kStage;
  context.fillRect(0, 0, kFilmWidth, kFilmHeight);
  for (const box of boxes) paintBox(context, box, pictureOf(box.key));
  if (more === 0) return;
  context.fillStyle = kText;
  context.font = `600 18px ${kFont}`;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  context.fillText(`+${more}`, kFilmWidth - 16, kFilmHeight - 12);
}
