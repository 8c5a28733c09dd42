// SPDX-License-Identifier: MIT
// What a lecture has instead of the tiles of its listeners: their number, what they feel, and a
// word to those who listen.
import { Users } from 'lucide-preact';
import { crowdOf, speaks } from '../../core/layout/audience';
import { plural, t } from '../i18n';
import type { StageView } from './stage_view';

/** In the bar above the stage: how many listen, and the reactions of the last seconds. */
export function AudienceCount({ view }: { view: StageView }) {
  const crowd = crowdOf(view.room.value);
  const reactions = view.crowd.value;
  if (!crowd) return null;
  const said = t('lecture.listeners', { count: crowd.listeners });
  const full = crowd.full ? plural('lecture.fullText', crowd.most ?? 0) : undefined;
  return (
    <p class={`audience${crowd.full ? ' audience-full' : ''}`} data-testid="audience" title={full}>
      {[...reactions].map(([emoji, count]) => (
        <span
          key={emoji}
          class="audience-reaction"
          role="img"
          aria-label={t('lecture.crowd', { count, emoji })}
        >
          {emoji}
          {count > 1 && <small>{count}</small>}
        </span>
      ))}
      <Users size={18} aria-hidden />
      <span class="audience-count">{said}</span>
      {crowd.full && <strong>{t('lecture.full')}</strong>}
    </p>
  );
}

/** Under the stage of whoever only listens. */
export function ListenerNote({ view }: { view: StageView }) {
  const { self, phase } = view.room.value;
  if (phase !== 'in' || speaks(self)) return null;
  return (
    <p class="listener-note" data-testid="listener-note">
      {t('lecture.you')}
    </p>
  );
}

/** A lecture in which nobody speaks. */
export function NobodySpeaks() {
  return (
    <div class="alone-card" data-testid="nobody-speaks">
      <h2>{t('lecture.waits')}</h2>
      <p>{t('lecture.waits.text')}</p>
    </div>
  );
}
