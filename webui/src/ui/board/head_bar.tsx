// SPDX-License-Identifier: MIT
// Above the sheet: its pages, who draws, how large it is shown, and the way back to the pictures.
import { ChevronLeft, ChevronRight, Lock, Plus, X, ZoomIn, ZoomOut } from 'lucide-preact';
import { IconButton } from '../components/button';
import { plural, t } from '../i18n';
import type { BoardModel } from './board_model';

export interface ZoomWays {
  by(factor: number): void;
  whole(): void;
}

function Pages({ model }: { model: BoardModel }) {
  const pages = model.pages.value;
  const at = Math.max(
    0,
    pages.findIndex(({ id }) => id === model.page.value),
  );
  const go = (index: number) => (): void => {
    const page = pages[index];
    if (page) model.goTo(page.id);
  };
  return (
    <div class="board-pages" role="group" aria-label={t('board.list')}>
      <IconButton label={t('board.page.before')} disabled={at === 0} onClick={go(at - 1)}>
        <ChevronLeft size={20} aria-hidden />
      </IconButton>
      <span
        class="board-number"
        aria-label={t('board.page', { number: at + 1, count: pages.length })}
        role="img"
        data-testid="board-page"
      >
        {at + 1} / {pages.length}
      </span>
      <IconButton
        label={t('board.page.next')}
        disabled={at + 1 >= pages.length}
        onClick={go(at + 1)}
        data-testid="board-page-next"
      >
        <ChevronRight size={20} aria-hidden />
      </IconButton>
      {model.mayDraw.value && (
        <IconButton
          label={t('board.page.add')}
          onClick={() => model.addPage()}
          data-testid="board-page-add"
        >
          <Plus size={20} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function State({ model }: { model: BoardModel }) {
  const drawing = model.drawing.value;
  const [first] = drawing;
  if (model.syncing.value) return <>{t('board.syncing')}</>;
  if (model.full.value) return <>{t('board.full')}</>;
  if (first !== undefined && drawing.length === 1)
    return <>{t('board.draws', { name: model.nameOf(first) })}</>;
  if (drawing.length > 1) return <>{plural('board.drawMany', drawing.length)}</>;
  if (!model.mayDraw.value)
    return (
      <>
        <Lock size={16} aria-hidden /> {t('board.locked')}
      </>
    );
  return null;
}

export function HeadBar({
  model,
  zoom,
  onHide,
}: {
  model: BoardModel;
  zoom: ZoomWays;
  onHide: () => void;
}) {
  return (
    <div class="board-head">
      <Pages model={model} />
      <span class="board-state" dir="auto" data-testid="board-state">
        <State model={model} />
      </span>
      <div class="board-zoom">
        <IconButton label={t('stage.zoomOut')} onClick={() => zoom.by(1 / 1.25)}>
          <ZoomOut size={20} aria-hidden />
        </IconButton>
        <button
          type="button"
          class="button button-icon board-scale"
          onClick={() => zoom.whole()}
          data-testid="board-whole"
        >
          {t('board.whole')}
        </button>
        <IconButton
          label={t('stage.zoomIn')}
          onClick={() => zoom.by(1.25)}
          data-testid="board-zoom-in"
        >
          <ZoomIn size={20} aria-hidden />
        </IconButton>
      </div>
      <IconButton label={t('board.hide')} onClick={onHide} data-testid="board-hide">
        <X size={20} aria-hidden />
      </IconButton>
    </div>
  );
}
