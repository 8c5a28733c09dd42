// SPDX-License-Identifier: MIT
// What is on a page, as a list for those who do not see it, and what is said of others.
import type { BoardModel } from './board_model';
import { plural, t } from '../i18n';

export function BoardList({ model }: { model: BoardModel }) {
  void model.version.value;
  const drawn = new Map<string, number>();
  const rows: { id: string; text: string; by: string | null }[] = [];
  for (const { id, body } of model.document.on(model.page.value)) {
    const by = model.authorName(id);
    if (body.kind === 'text') rows.push({ id, text: body.text, by });
    else if (body.kind === 'formula')
      rows.push({ id, text: t('board.list.formula', { text: body.text }), by });
    else if (body.kind === 'picture')
      rows.push({ id, text: body.text || t('board.picture.of'), by });
    else drawn.set(by ?? '', (drawn.get(by ?? '') ?? 0) + 1);
  }
  const said = (text: string, by: string | null): string =>
    by ? `${text}. ${t('board.by', { name: by })}` : text;
  return (
    <>
      <ul class="visually-hidden" aria-label={t('board.list')} data-testid="board-list">
        {rows.map(({ id, text, by }) => (
          <li key={id} dir="auto">
            {said(text, by)}
          </li>
        ))}
        {[...drawn].map(([by, count]) => (
          <li key={`by ${by}`}>{said(plural('board.list.strokes', count), by || null)}</li>
        ))}
      </ul>
      <p class="visually-hidden" role="status">
        {model.said.value}
      </p>
    </>
  );
}
