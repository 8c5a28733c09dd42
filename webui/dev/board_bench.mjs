// SPDX-License-Identifier: MIT
// Measures the board in Chromium: 5,000 strokes on a page, on which 20 people draw at the same time
// while one person draws, moves and zooms. `node dev/board_bench.mjs`. Prints frames a second and
// the times between frames.
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const kStrokes = 5_000;
const kPeople = 20;
const kSeconds = 6;

const server = await createServer({ server: { port: 0 }, logLevel: 'error' });
await server.listen();
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: process.env.LECTERN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => console.log(error.message));
  await page.route('**/bench', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>board</title>' }),
  );
  await page.goto(`http://localhost:${port}/bench`);
  const found = await page.evaluate(measure, { kStrokes, kPeople, kSeconds });
  for (const [name, text] of Object.entries(found)) console.log(`${name}: ${text}`);
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page. */
async function measure({ kStrokes: strokes, kPeople: people, kSeconds: seconds }) {
  const load = (path) => import(/* @vite-ignore */ `/src/${path}`);
  const { BoardDocument } = await load('core/board/document.ts');
  const { LiveBoard, encodeLive } = await load('core/board/live.ts');
  const { Surface } = await load('ui/board/surface.ts');
  const { Painter } = await load('ui/board/painter.ts');
  const { kDay } = await load('ui/board/palette.ts');
  const { panned, zoomed } = await load('core/board/view.ts');
  const document_ = new BoardDocument(1);
  const live = new LiveBoard();
  const style = { page: '0.0', tool: 'pen', colour: 1, width: 4, pressed: true };
  const line = (count) => {
    const points = [];
    let [x, y] = [Math.random() * 1500, Math.random() * 1050];
    let turn = Math.random() * 6;
    for (let at = 0; at < count; at += 1) {
      turn += Math.random() - 0.5;
      x += 4 * Math.cos(turn);
      y += 4 * Math.sin(turn);
      points.push(x, y, 0.3 + Math.random() * 0.4);
    }
    return points;
  };
  const stroke = (points) => ({ kind: 'stroke', ...style, points: Float32Array.from(points) });
  const began = performance.now();
  for (let at = 0; at < strokes; at += 1)
    document_.put([{ id: document_.newId(), body: stroke(line(60)) }]);
  const built = performance.now() - began;
  const model = {
    document: document_,
    live,
    page: { peek: () => '0.0' },
    selected: () => [],
    selectionBox: () => null,
    nameOf: (id) => `Person ${id}`,
    forgetDrawing: () => undefined,
  };
  const nothing = { get: () => null };
  const canvases = [0, 1].map(() => document.body.appendChild(document.createElement('canvas')));
  for (const canvas of canvases)
    canvas.style.cssText = 'position:fixed;inset:0;width:1200px;height:800px';
  const surface = new Surface(model, new Painter(kDay, nothing, nothing), ...canvases);
  document_.subscribe((changes) => surface.documentChanged(changes));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const first = performance.now();
  surface.resize({ width: 1200, height: 800 });
  for (let idle = 0; idle < 200 && surface.frame !== 0; idle += 1) await frame();
  const painted = performance.now() - first;
  const run = async (each) => {
    const times = [];
      let last = await frame();
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      each(times.length);
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    const at = (part) => times[Math.floor(times.length * part)].toFixed(1);
    return (
      `${(times.length / seconds).toFixed(1)} frames/s; between frames ` +
      `${at(0.5)} ms (half), ${at(0.95)} (95 %), ${at(0.99)} (99 %), ${at(0.9999)} (worst)`
    );
  };
  const own = [];
  const ownLine = line(300);
  const others = Array.from({ length: people }, (_, index) => {
    live.onPerson(String(index), 100 + index, 0);
    // Younger than all that lies there, as it is in a lesson.
    return { time: 20_000 + index, points: line(400), shown: 0 };
  });
  let count = 0;
  const everybodyDraws = () => {
    const now = performance.now();
    others.forEach((one, index) => {
      // 25 messages a second each: at 60 frames, in 5 of 12.
      if ((count + index) % 12 >= 5) return;
      one.shown += 5;
      if (one.shown > 150) {
        const id = `${(100 + index).toString(36)}.${one.time.toString(36)}`;
        const body = stroke(one.points.slice(0, one.shown * 3));
        document_.put([{ id, body }]);
        live.settle(id);
        Object.assign(one, { time: one.time + people, points: line(400), shown: 5 });
      }
      const from = Math.max(0, one.shown - 17);
      const points = one.points.slice(from * 3, one.shown * 3);
      const told = encodeLive({ type: 'stroke', time: one.time, style, from, points });
      live.hear(String(index), told, true, now);
    });
    count += 1;
    own.push(...ownLine.slice(own.length, own.length + 6));
    if (own.length >= 900) own.length = 0;
    surface.overlay.draft = own.length > 0 ? stroke(own) : null;
    surface.liveChanged();
  };
  const result = {
    [`${strokes} strokes of 60 points put`]: `${built.toFixed(0)} ms, ${document_.bytes} bytes`,
    'first whole picture': `${painted.toFixed(0)} ms`,
    [`${people} people and oneself draw`]: await run(everybodyDraws),
    'nobody draws, the sheet is moved at twice the size': '',
  };
  surface.setView(zoomed(surface.view, 2, { x: 600, y: 400 }, surface.box));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  result['nobody draws, the sheet is moved at twice the size'] = await run((at) => {
    const [dx, dy] = [6 * Math.sin(at / 20), 6 * Math.cos(at / 20)];
    surface.setView(panned(surface.view, dx, dy, surface.box));
  });
  result[`${people} people draw at twice the size`] = await run(everybodyDraws);
  const bytes = document_.encode();
  const merged = performance.now();
  new BoardDocument(2).load(bytes);
  result['the whole document'] =
    `${bytes.length} bytes, loaded in ${(performance.now() - merged).toFixed(0)} ms`;
  return result;
}
