// SPDX-License-Identifier: MIT
// Formulas: TeX becomes MathML by Temml, which loads when the first formula is needed. To be
// painted it becomes a picture: an SVG that holds the MathML, in which no script runs and nothing
// is loaded. Temml's result is never taken as HTML text of the page.
import type { Palette } from './palette';
import { css } from './palette';

const kMostKept = 300;
/** Pixels of the letters when it is measured. */
const kMeasured = 100;

export interface Formula {
  readonly image: HTMLImageElement;
  /** By the size of the letters. */
  readonly width: number;
  readonly height: number;
}

type Temml = typeof import('temml').default;
let temml: Promise<Temml> | null = null;

function loadTemml(): Promise<Temml> {
  temml ??= import('temml').then((chunk) => chunk.default);
  // A chunk that did not come may come later.
  temml.catch(() => (temml = null));
  return temml;
}

/** Draws into an element, for the preview and for those who read it. Returns false: a mistake. */
export async function renderFormula(tex: string, into: HTMLElement): Promise<boolean> {
  const engine = await loadTemml();
  try {
    engine.render(tex, into, {
      displayMode: true,
      throwOnError: true,
      maxExpand: 200,
      trust: false,
    });
    return true;
  } catch {
    into.textContent = tex;
    return false;
  }
}

async function make(tex: string, palette: Palette, colour: number): Promise<Formula> {
  const holder = document.createElement('div');
  holder.className = 'board-measure';
  document.body.append(holder);
  try {
    await renderFormula(tex, holder);
    const box = holder.getBoundingClientRect();
    const [width, height] = [Math.ceil(box.width) + 8, Math.ceil(box.height) + 8];
    const inside = new XMLSerializer().serializeToString(holder.firstElementChild ?? holder);
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}"><foreignObject width="100%" height="100%">` +
      `<div xmlns="http://www.w3.org/1999/xhtml" style="font: ${kMeasured}px math, serif;` +
      `color: ${css(palette, colour)}; padding: 4px; width: max-content">${inside}</div>` +
      '</foreignObject></svg>';
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    return { image, width: width / kMeasured, height: height / kMeasured };
  } finally {
    holder.remove();
  }
}

export class Formulas {
  private readonly kept = new Map<string, Formula | 'coming' | 'failed'>();

  /** `onCome` is told when a formula can be painted. */
  constructor(private readonly onCome: (tex: string) => void) {}

  get(tex: string, palette: Palette, colour: number): Formula | null {
    const key = `${colour} ${palette.night} ${tex}`;
    const known = this.kept.get(key);
    if (known === undefined) {
      const [oldest] = this.kept.keys();
      if (this.kept.size >= kMostKept && oldest !== undefined) this.kept.delete(oldest);
      this.kept.set(key, 'coming');
      make(tex, palette, colour).then(
        (formula) => {
          this.kept.set(key, formula);
          this.onCome(tex);
        },
        () => {
          this.kept.set(key, 'failed');
          this.onCome(tex);
        },
      );
    }
    return typeof known === 'object' ? known : null;
  }

  /** Waits for all that is being made, before an export. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) {
      if (![...this.kept.values()].includes('coming')) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async measure(tex: string, palette: Palette, colour: number): Promise<Formula> {
    return make(tex, palette, colour);
  }
}
