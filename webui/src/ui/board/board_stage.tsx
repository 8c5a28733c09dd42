// SPDX-License-Identifier: MIT
// The board on the stage: the sheet with its two canvases, the bars above and below it, and what is
// pasted, dropped and typed there.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Copy, Trash2 } from 'lucide-preact';
import '../../styles/board.css';
import { panned, toBox, toSheet, zoomed, type View } from '../../core/board/view';
import { kSheet } from '../../core/board/shapes';
import type { Spot } from '../../core/board/geometry';
import { isHit } from '../../core/board/geometry';
import { IconButton } from '../components/button';
import { useSize } from '../components/hooks';
import { saveFile } from '../components/save_file';
import { t } from '../i18n';
import { BoardList } from './board_list';
import type { BoardModel } from './board_model';
import { Exporter } from './export';
import { FormulaDialog } from './formula_dialog';
import { Formulas } from './formulas';
import { Hand } from './hand';
import { HeadBar } from './head_bar';
import { Images, importPicture } from './images';
import { onBoardKey } from './keys';
import { Painter } from './painter';
import { paletteNow } from './palette';
import { Surface } from './surface';
import { kLetters, TextField, type Writing } from './text_field';
import { ToolBar, type BoardActions } from './tool_bar';

/** What paints, for as long as the board stands there. */
class Easel {
  readonly images;
  readonly formulas;
  readonly painter;
  surface: Surface | null = null;

  constructor(readonly model: BoardModel) {
    this.images = new Images(
      model.pictures,
      (hash) => model.exchange.pictures.want(hash, null),
      (hash) => this.surface?.repaint((body) => body.kind === 'picture' && body.hash === hash),
    );
    this.formulas = new Formulas((tex) =>
      this.surface?.repaint((body) => body.kind === 'formula' && body.text === tex),
    );
    this.painter = new Painter(paletteNow(), this.images, this.formulas);
  }

  open(base: HTMLCanvasElement, top: HTMLCanvasElement, onView: (view: View) => void): () => void {
    const { model } = this;
    const surface = new Surface(model, this.painter, base, top);
    this.surface = surface;
    surface.onView = () => onView(surface.view);
    model.onChanges = (changes) => surface.documentChanged(changes);
    model.onLive = () => surface.liveChanged();
    model.onPicture = (hash) =>
      surface.repaint((body) => body.kind === 'picture' && body.hash === hash);
    const pages = model.page.subscribe(() => surface.open());
    const theme = new MutationObserver(() => {
      this.painter.palette = paletteNow();
      surface.open();
    });
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      pages();
      theme.disconnect();
      model.onChanges = model.onLive = model.onPicture = () => undefined;
      surface.close();
      this.images.close();
      this.surface = null;
    };
  }
}

function pageName(model: BoardModel): string {
  return model.room.session.state.peek().meeting?.title ?? t('board.title');
}

export function BoardStage({ model, onHide }: { model: BoardModel; onHide: () => void }) {
  const easel = useMemo(() => new Easel(model), [model]);
  const paper = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const top = useRef<HTMLCanvasElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const hand = useRef<Hand | null>(null);
  const size = useSize(paper);
  const [view, setView] = useState<View>({ scale: 1, x: 0, y: 0 });
  const [writing, setWriting] = useState<Writing | null>(null);
  const [formula, setFormula] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { meeting } = model.room.session.state.value;
  const locked = meeting?.settings?.whiteboard === 'hosts';

  const write = (at: Spot): void => {
    const surface = easel.surface;
    const slack = 6 / (surface?.view.scale ?? 1);
    const near = { x: at.x - slack, y: at.y - slack, w: 2 * slack, h: 2 * slack };
    const hit = surface
      ?.in(near)
      .reverse()
      .find((object) => isHit(object, at, slack));
    const body = hit?.body;
    if (hit && body?.kind === 'text' && hit.place.scale === 1) {
      const spot = { x: body.x + hit.place.dx, y: body.y + hit.place.dy };
      const { text, width, colour } = body;
      setWriting({ id: hit.id, at: spot, text, size: width, colour });
      return;
    }
    const letters = kLetters[model.width.value] ?? 32;
    const spot = { x: at.x, y: at.y - letters / 2 };
    setWriting({ id: null, at: spot, text: '', size: letters, colour: model.colour.value });
  };

  useEffect(() => {
    if (!paper.current || !base.current || !top.current) return;
    const close = easel.open(base.current, top.current, setView);
    const { surface } = easel;
    if (surface) hand.current = new Hand(model, surface, paper.current, write);
    return () => {
      hand.current?.close();
      close();
    };
  }, [easel]);
  useEffect(() => {
    if (size.width > 0 && size.height > 0) easel.surface?.resize(size);
  }, [size, easel]);

  const middle = (): Spot => {
    const { surface } = easel;
    if (!surface) return { x: 400, y: 300 };
    return toSheet(surface.view, { x: surface.box.width / 2, y: surface.box.height / 2 });
  };

  const addPicture = async (blob: Blob, at = middle()): Promise<void> => {
    const imported = await importPicture(blob);
    const hash = imported && (await model.pictures.add(imported.bytes));
    setTrouble(hash ? null : t('board.picture.failed'));
    if (!hash || !imported) return;
    const most = Math.min(1, 900 / imported.width, 800 / imported.height);
    const [w, h] = [imported.width * most, imported.height * most];
    const x = Math.max(0, Math.min(kSheet.width - w, at.x - w / 2));
    const y = Math.max(0, Math.min(kSheet.height - h, at.y - h / 2));
    const id = model.document.newId();
    const name = blob instanceof File ? blob.name.replace(/\.\w+$/, '') : '';
    const page = model.page.value;
    model.put([{ id, body: { kind: 'picture', page, x, y, w, h, hash, text: name } }]);
    model.choose('select');
    model.select([id]);
  };

  const putFormula = async (tex: string): Promise<void> => {
    setFormula(null);
    const letters = kLetters[model.width.value] ?? 32;
    const colour = model.colour.value;
    const made = await easel.formulas.measure(tex, paletteNow(), colour).catch(() => null);
    if (!made) return;
    const [w, h] = [made.width * letters, made.height * letters];
    const at = middle();
    const id = model.document.newId();
    const body = {
      page: model.page.value,
      colour,
      width: letters,
      x: at.x - w / 2,
      y: at.y - h / 2,
    };
    model.put([{ id, body: { kind: 'formula', ...body, w, h, text: tex } }]);
    model.choose('select');
    model.select([id]);
  };

  const save = async (make: () => Promise<Blob | null>, name: string): Promise<void> => {
    const blob = await make().catch(() => null);
    setTrouble(blob ? null : t('board.export.failed'));
    if (blob) saveFile(blob, name);
  };

  const actions: BoardActions = {
    picture: () => file.current?.click(),
    formula: () => setFormula(''),
    png: () => {
      const exporter = new Exporter(model, easel.images, easel.formulas);
      void save(() => exporter.png(model.page.value), `${pageName(model)}.png`);
    },
    pdf: () => {
      const exporter = new Exporter(model, easel.images, easel.formulas);
      void save(() => exporter.pdf(pageName(model)), `${pageName(model)}.pdf`);
    },
    lock: () => {
      const { api, seat } = model.room.session.seated;
      void api.changeSettings(seat.meeting.meetingId, {
        whiteboard: locked ? 'everyone' : 'hosts',
      });
    },
  };
  const zoom = {
    by: (factor: number) => {
      const { surface } = easel;
      if (!surface) return;
      const { box } = surface;
      surface.setView(zoomed(surface.view, factor, { x: box.width / 2, y: box.height / 2 }, box));
    },
    whole: () => easel.surface?.setView(easel.surface.whole(), true),
    pan: (dx: number, dy: number) => {
      const { surface } = easel;
      surface?.setView(panned(surface.view, dx, dy, surface.box));
    },
  };
  const onFiles = (files: FileList | null | undefined, at?: Spot): boolean => {
    const pictures = [...(files ?? [])].filter(({ type }) => type.startsWith('image/'));
    for (const picture of pictures) void addPicture(picture, at);
    return pictures.length > 0;
  };
  const selection = model.selection.value;
  const selected = selection.size > 0 ? model.selectionBox() : null;
  const corner = selected && toBox(view, selected);
  const [only] = selection;
  const author = only !== undefined && selection.size === 1 ? model.authorName(only) : null;
  return (
    <section class="board" aria-label={t('board.title')} data-testid="board">
      <HeadBar model={model} zoom={zoom} onHide={onHide} />
      <div
        class={`board-paper board-with-${model.tool.value}`}
        ref={paper}
        tabIndex={0}
        role="application"
        aria-label={t('board.help')}
        onKeyDown={(event) =>
          onBoardKey(event, model, {
            zoom,
            write: () => write(middle()),
            space: (held) => hand.current?.setSpace(held),
          })
        }
        onKeyUp={(event) => event.key === ' ' && hand.current?.setSpace(false)}
        onPaste={(event) => {
          if (onFiles(event.clipboardData?.files)) event.preventDefault();
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const box = paper.current?.getBoundingClientRect();
          const at = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
          onFiles(event.dataTransfer?.files, toSheet(view, at));
        }}
        data-testid="board-paper"
        data-scale={view.scale.toFixed(3)}
        data-objects={(void model.version.value, model.document.on(model.page.value).length)}
      >
        <canvas ref={base} class="board-canvas" aria-hidden="true" />
        <canvas ref={top} class="board-canvas" aria-hidden="true" />
        {writing && (
          <TextField
            key={writing.id ?? `${writing.at.x} ${writing.at.y}`}
            model={model}
            writing={writing}
            view={view}
            onDone={(refocus) => {
              setWriting((now) => (now === writing ? null : now));
              if (refocus) paper.current?.focus();
            }}
          />
        )}
        {selected && corner && (
          <div
            class="board-selection"
            style={{
              left: `${Math.max(4, Math.min(size.width - 150, corner.x))}px`,
              top: `${Math.max(4, corner.y - 56)}px`,
            }}
            onPointerDown={(event) => event.stopPropagation()}
          >
            {author && (
              <span class="board-author" dir="auto">
                {t('board.by', { name: author })}
              </span>
            )}
            {model.mayDraw.value && (
              <>
                <IconButton
                  label={t('board.copy')}
                  onClick={() => model.copySelection()}
                  data-testid="board-copy"
                >
                  <Copy size={20} aria-hidden />
                </IconButton>
                <IconButton
                  label={t('board.delete')}
                  onClick={() => model.erase([...selection])}
                  data-testid="board-delete"
                >
                  <Trash2 size={20} aria-hidden />
                </IconButton>
              </>
            )}
          </div>
        )}
      </div>
      {trouble && (
        <p class="board-trouble" role="alert">
          {trouble}
        </p>
      )}
      <ToolBar model={model} actions={actions} locked={locked} />
      <BoardList model={model} />
      <input
        ref={file}
        class="visually-hidden"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files);
          currentTarget.value = '';
        }}
        data-testid="board-file"
      />
      {formula !== null && (
        <FormulaDialog
          text={formula}
          onPut={(tex) => void putFormula(tex)}
          onClose={() => setFormula(null)}
        />
      )}
    </section>
  );
}
