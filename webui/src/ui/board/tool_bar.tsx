// SPDX-License-Identifier: MIT
// The toolbar of the board: one stop of the Tab key, arrows go from button to button.
import type { ComponentType } from 'preact';
import { useRef, useState, useLayoutEffect } from 'preact/hooks';
import {
  ArrowUpRight,
  Circle,
  Ellipsis,
  Eraser,
  FileDown,
  Grid3x3,
  Hand,
  Highlighter,
  Image as ImageIcon,
  Lock,
  MousePointer2,
  MoveDiagonal,
  Pen,
  Redo2,
  Rows3,
  Shapes,
  Sigma,
  Slash,
  Square,
  StickyNote,
  Target,
  Trash2,
  Type,
  Undo2,
  Users,
  Download,
  FileX,
  Pointer,
  type LucideProps,
} from 'lucide-preact';
import { MenuButton, nextIndex, type MenuItem } from '../components/menu';
import { isRightToLeft, t, type Key } from '../i18n';
import type { BoardModel, ToolName } from './board_model';
import { css, kColourNames, paletteNow } from './palette';
import { kFirstPage } from '../../core/board/shapes';

type Icon = ComponentType<LucideProps>;

export interface BoardActions {
  picture(): void;
  formula(): void;
  png(): void;
  pdf(): void;
  lock(): void;
}

const kPlain: readonly (readonly [ToolName, Icon, Key])[] = [
  ['pen', Pen, 'board.tool.pen'],
  ['marker', Highlighter, 'board.tool.marker'],
  ['eraser', Eraser, 'board.tool.eraser'],
  ['select', MousePointer2, 'board.tool.select'],
  ['text', Type, 'board.tool.text'],
];

const kOthers: readonly (readonly [ToolName, Icon, Key])[] = [
  ['laser', Target, 'board.tool.laser'],
  ['hand', Hand, 'board.tool.hand'],
];

const kShapes: readonly (readonly [ToolName, Icon, Key])[] = [
  ['line', Slash, 'board.tool.line'],
  ['arrow', ArrowUpRight, 'board.tool.arrow'],
  ['rectangle', Square, 'board.tool.rectangle'],
  ['ellipse', Circle, 'board.tool.ellipse'],
];

const kWidths: readonly (readonly [number, Key])[] = [
  [2, 'board.width.thin'],
  [4, 'board.width.medium'],
  [8, 'board.width.thick'],
  [16, 'board.width.huge'],
];

function ToolButton({
  name,
  icon: IconOf,
  label,
  model,
}: {
  name: ToolName;
  icon: Icon;
  label: Key;
  model: BoardModel;
}) {
  return (
    <button
      type="button"
      class="board-button"
      aria-pressed={model.tool.value === name}
      aria-label={t(label)}
      title={t(label)}
      disabled={!model.mayDraw.value && name !== 'select' && name !== 'hand'}
      onClick={() => model.choose(name)}
      data-testid={`board-${name}`}
    >
      <IconOf size={20} aria-hidden />
    </button>
  );
}

/** Colours and widths; the button shows what is chosen. */
function Ink({ model }: { model: BoardModel }) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!open) return;
    const first = holder.current?.querySelector<HTMLElement>('.board-ink [aria-checked="true"]');
    first?.focus();
    const outside = (event: Event): void => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', escape, true);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', escape, true);
    };
  }, [open]);
  const arrows = (event: KeyboardEvent): void => {
    const group = (event.currentTarget as HTMLElement).querySelectorAll('button');
    const at = [...group].indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, at, group.length, isRightToLeft());
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    group[next]?.focus();
  };
  const palette = paletteNow();
  const chosen = t(kColourNames[model.colour.value] ?? 'board.colour.ink');
  return (
    <div class="menu-holder" ref={holder}>
      <button
        type="button"
        ref={button}
        class="board-button"
        aria-label={`${t('board.colour')}: ${chosen}`}
        title={t('board.colour')}
        aria-haspopup="true"
        aria-expanded={open}
        disabled={!model.mayDraw.value}
        onClick={() => setOpen(!open)}
        data-testid="board-colour"
      >
        <span
          class="board-dot"
          style={{
            background: css(palette, model.colour.value),
            width: `${8 + model.width.value}px`,
            height: `${8 + model.width.value}px`,
          }}
        />
      </button>
      {open && (
        <div class="board-ink" role="group" aria-label={t('board.colour')}>
          <div
            class="board-ink-row"
            role="radiogroup"
            aria-label={t('board.colour')}
            onKeyDown={arrows}
          >
            {kColourNames.map((name, colour) => (
              <button
                key={name}
                type="button"
                role="radio"
                aria-checked={model.colour.value === colour}
                aria-label={t(name)}
                title={t(name)}
                class="board-swatch"
                onClick={() => (model.colour.value = colour)}
                data-testid={`board-colour-${colour}`}
              >
                <span class="board-dot" style={{ background: css(palette, colour) }} />
              </button>
            ))}
          </div>
          <div
            class="board-ink-row"
            role="radiogroup"
            aria-label={t('board.width.medium')}
            onKeyDown={arrows}
          >
            {kWidths.map(([width, name]) => (
              <button
                key={name}
                type="button"
                role="radio"
                aria-checked={model.width.value === width}
                aria-label={t(name)}
                title={t(name)}
                class="board-swatch board-swatch-wide"
                onClick={() => (model.width.value = width)}
              >
                <span class="board-stroke" style={{ height: `${width}px` }} />
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function moreItems(model: BoardModel, actions: BoardActions, locked: boolean): MenuItem[] {
  const may = model.mayDraw.value;
  const leads = model.leads.value;
  const ground = model.pages.value.find(({ id }) => id === model.page.value)?.page.ground;
  const item = (
    icon: Icon,
    text: Key,
    testId: string,
    onPress: () => void,
    checked?: boolean,
  ): MenuItem => ({
    icon,
    text: t(text),
    testId: `board-${testId}`,
    onPress,
    ...(checked === undefined ? {} : { checked }),
  });
  return [
    ...(may
      ? [
          item(ImageIcon, 'board.picture', 'picture', actions.picture),
          item(Sigma, 'board.formula', 'formula', actions.formula),
          ...(['plain', 'lines', 'squares'] as const).map((one) =>
            item(
              { plain: StickyNote, lines: Rows3, squares: Grid3x3 }[one],
              `board.ground.${one}`,
              one,
              () => model.setGround(one),
              ground === one,
            ),
          ),
          item(
            MoveDiagonal,
            'board.pressure',
            'pressure',
            () => (model.pressure.value = !model.pressure.value),
            model.pressure.value,
          ),
          item(
            Pointer,
            'board.fingers',
            'fingers',
            () => (model.fingerDraws.value = !model.fingerDraws.value),
            model.fingerDraws.value,
          ),
        ]
      : []),
    item(Download, 'board.png', 'png', actions.png),
    item(FileDown, 'board.pdf', 'pdf', actions.pdf),
    ...(leads
      ? [
          item(Users, 'board.here', 'here', () => model.lead()),
          item(Lock, 'board.lock', 'lock', actions.lock, locked),
          ...(model.page.value === kFirstPage
            ? []
            : [item(FileX, 'board.page.remove', 'page-remove', () => model.removePage())]),
          { ...item(Trash2, 'board.clear', 'clear', () => model.clearPage()), danger: true },
        ]
      : []),
  ];
}

export function ToolBar({
  model,
  actions,
  locked,
}: {
  model: BoardModel;
  actions: BoardActions;
  locked: boolean;
}) {
  const bar = useRef<HTMLDivElement>(null);
  void model.version.value;
  const buttons = (): HTMLButtonElement[] => [
    ...(bar.current?.querySelectorAll<HTMLButtonElement>('.board-button:not([disabled])') ?? []),
  ];
  // One stop of the Tab key: where the focus was last, else the tool that is chosen.
  useLayoutEffect(() => {
    const all = buttons();
    const active = all.find((one) => one === document.activeElement);
    const chosen =
      active ?? all.find((one) => one.getAttribute('aria-pressed') === 'true') ?? all[0];
    for (const one of all) one.tabIndex = one === chosen ? 0 : -1;
  });
  const onKey = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0 || event.key === 'ArrowUp' || event.key === 'ArrowDown') return;
    const next = nextIndex(event.key, at, all.length, isRightToLeft());
    const to = next === null ? undefined : all[next];
    if (!to) return;
    event.preventDefault();
    for (const one of all) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  };
  const may = model.mayDraw.value;
  const shape = kShapes.find(([name]) => name === model.tool.value);
  const ShapeIcon = shape?.[1] ?? Shapes;
  return (
    <div
      class="board-tools"
      ref={bar}
      role="toolbar"
      aria-label={t('board.tools')}
      onKeyDown={onKey}
      data-testid="board-tools"
    >
      {kPlain.map(([name, icon, label]) => (
        <ToolButton key={name} name={name} icon={icon} label={label} model={model} />
      ))}
      {may && (
        <MenuButton
          class={`board-button${shape ? ' board-on' : ''}`}
          label={t('board.tool.shapes')}
          testId="board-shapes"
          items={kShapes.map(([name, icon, label]) => ({
            icon,
            text: t(label),
            testId: `board-${name}`,
            checked: model.tool.value === name,
            onPress: () => model.choose(name),
          }))}
        >
          <ShapeIcon size={20} aria-hidden />
        </MenuButton>
      )}
      {kOthers.map(([name, icon, label]) => (
        <ToolButton key={name} name={name} icon={icon} label={label} model={model} />
      ))}
      <Ink model={model} />
      <button
        type="button"
        class="board-button"
        aria-label={t('board.undo')}
        title={t('board.undo')}
        disabled={!may || !model.history.canUndo}
        onClick={() => model.undoLast()}
        data-testid="board-undo"
      >
        <Undo2 size={20} aria-hidden />
      </button>
      <button
        type="button"
        class="board-button"
        aria-label={t('board.redo')}
        title={t('board.redo')}
        disabled={!may || !model.history.canRedo}
        onClick={() => model.redoLast()}
        data-testid="board-redo"
      >
        <Redo2 size={20} aria-hidden />
      </button>
      <MenuButton
        class="board-button"
        label={t('board.more')}
        testId="board-more"
        items={moreItems(model, actions, locked)}
      >
        <Ellipsis size={20} aria-hidden />
      </MenuButton>
    </div>
  );
}
