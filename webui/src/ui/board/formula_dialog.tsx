// SPDX-License-Identifier: MIT
// Where a formula is written as TeX, with what becomes of it below.
import { useEffect, useRef, useState } from 'preact/hooks';
import { kMostText } from '../../core/board/limits';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { t } from '../i18n';
import { renderFormula } from './formulas';

export function FormulaDialog({
  text,
  onPut,
  onClose,
}: {
  text: string;
  onPut: (tex: string) => void;
  onClose: () => void;
}) {
  const [tex, setTex] = useState(text);
  const [good, setGood] = useState(false);
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    const element = shown.current;
    if (!element) return;
    if (tex.trim() === '') {
      element.textContent = '';
      setGood(false);
      return;
    }
    renderFormula(tex, element).then(
      (fine) => !gone && setGood(fine),
      () => !gone && setGood(false),
    );
    return () => {
      gone = true;
    };
  }, [tex]);
  return (
    <Dialog title={t('board.formula')} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (good) onPut(tex.trim());
        }}
      >
        <p class="muted">{t('board.formula.text')}</p>
        <textarea
          class="input mono"
          dir="ltr"
          rows={3}
          maxLength={kMostText / 4}
          spellcheck={false}
          aria-label={t('board.formula.field')}
          value={tex}
          onInput={({ currentTarget }) => setTex(currentTarget.value)}
          data-testid="board-formula-field"
        />
        <div class="board-preview" ref={shown} dir="ltr" aria-live="polite" />
        {!good && tex.trim() !== '' && <p class="muted small">{t('board.formula.wrong')}</p>}
        <div class="row">
          <Button type="submit" kind="primary" disabled={!good} data-testid="board-formula-put">
            {t('board.formula.put')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
