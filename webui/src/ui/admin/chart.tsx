// SPDX-License-Identifier: MIT
// One curve of the last day on a small canvas, in the colours of the page; the same in words, and
// as a table of hours.
import { useEffect, useRef } from 'preact/hooks';
import type { Charts, CurveName } from '../../core/api/operations';
import { useEnv } from '../env';
import { isRightToLeft, t } from '../i18n';
import { shortMoment, timeOfDay } from '../i18n/times';
import { hoursOf, linesOf, topOf, type Span } from './curve';

const kDay = 24 * 3600;
const kHeight = 96;

interface Drawn {
  readonly charts: Charts;
  readonly name: CurveName;
  readonly span: Span;
  readonly top: number;
}

function draw(canvas: HTMLCanvasElement, { charts, name, span, top }: Drawn): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = window.devicePixelRatio || 1;
  const size = { width: canvas.clientWidth, height: kHeight };
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  context.scale(ratio, ratio);
  // The style sheet says them, so that they follow the theme and forced colours.
  const { color, borderBottomColor } = getComputedStyle(canvas);
  const inner = { width: size.width, height: size.height - 4 };
  context.strokeStyle = borderBottomColor;
  context.lineWidth = 1;
  for (const part of [0, 0.5]) {
    const y = Math.round(2 + inner.height * part) + 0.5;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(size.width, y);
    context.stroke();
  }
  const values = charts.curves[name];
  const lines = linesOf(charts.at, values, span, charts.intervalSeconds, inner, top);
  context.translate(0, 2);
  for (const line of lines) {
    const [first] = line;
    const last = line.at(-1);
    if (!first || !last) continue;
    context.beginPath();
    context.moveTo(first.x, first.y);
    for (const { x, y } of line) context.lineTo(x, y);
    // A single minute would be no line.
    if (line.length === 1) context.lineTo(first.x + 1.5, first.y);
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(last.x, inner.height);
    context.lineTo(first.x, inner.height);
    context.globalAlpha = 0.14;
    context.fillStyle = color;
    context.fill();
    context.globalAlpha = 1;
  }
}

function Table({
  charts,
  name,
  title,
  format,
}: {
  charts: Charts;
  name: CurveName;
  title: string;
  format: (value: number) => string;
}) {
  return (
    <details class="chart-table">
      <summary>{t('admin.chart.table')}</summary>
      <div class="chart-scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('admin.chart.hour')}</th>
              <th scope="col">{t('admin.chart.mean')}</th>
              <th scope="col">{t('admin.chart.most')}</th>
            </tr>
          </thead>
          <tbody>
            {hoursOf(charts.at, charts.curves[name]).map((hour) => (
              <tr key={hour.from}>
                <th scope="row">{shortMoment(hour.from * 1000)}</th>
                <td>{format(hour.mean)}</td>
                <td>{format(hour.most)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function Chart({
  charts,
  name,
  title,
  format,
}: {
  charts: Charts;
  name: CurveName;
  title: string;
  format: (value: number) => string;
}) {
  const { preferences } = useEnv();
  const canvas = useRef<HTMLCanvasElement>(null);
  const values = charts.curves[name];
  const to = charts.at.at(-1) ?? 0;
  const span = { from: to - kDay, to };
  const top = topOf(values);
  const theme = preferences.theme.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const again = (): void => draw(element, { charts, name, span, top });
    const sizes = new ResizeObserver(again);
    sizes.observe(element);
    const night = window.matchMedia('(prefers-color-scheme: dark)');
    night.addEventListener('change', again);
    again();
    return () => {
      sizes.disconnect();
      night.removeEventListener('change', again);
    };
  }, [charts, name, theme]);
  const now = format(values.at(-1) ?? 0);
  const most = format(Math.max(0, ...values));
  return (
    <figure class="chart" data-testid={`chart-${name}`}>
      <figcaption class="chart-head">
        <b>{title}</b>
        <span class="muted small">{t('admin.chart.said', { now, most })}</span>
      </figcaption>
      <div class="chart-top muted small" aria-hidden="true">
        {format(top)}
      </div>
      {/* Time runs from left to right in every language, as clocks do. */}
      <canvas
        ref={canvas}
        class="chart-canvas"
        height={kHeight}
        role="img"
        aria-label={t('admin.chart.picture', { title, now, most })}
      />
      <div class="chart-times muted small" aria-hidden="true" dir="ltr">
        <bdi dir={isRightToLeft() ? 'rtl' : 'ltr'}>{shortMoment(span.from * 1000)}</bdi>
        <bdi dir={isRightToLeft() ? 'rtl' : 'ltr'}>{timeOfDay(span.to * 1000)}</bdi>
      </div>
      <Table charts={charts} name={name} title={title} format={format} />
    </figure>
  );
}
