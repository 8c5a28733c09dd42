// SPDX-License-Identifier: MIT
// The sessions of the relay with their rates, read again every few seconds, and the end of one.
import { useEffect, useState } from 'preact/hooks';
import { Waypoints } from 'lucide-preact';
import { allocations, endAllocation, type Allocation } from '../../core/api/operations';
import { Button } from '../components/button';
import { usePageVisible } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText } from '../i18n/sizes';
import { lengthOf } from '../i18n/times';
import { usePages } from './pages';

const kEveryMs = 5000;

const rate = (bytes: number | null): string =>
  bytes === null ? '–' : t('admin.chart.rate', { bytes: bytesText(bytes) });

function Row({ one, onEnd }: { one: Allocation; onEnd: () => void }) {
  const who = one.person ?? one.userId;
  return (
    <li data-testid="allocation" data-id={one.id}>
      <div class="account-text">
        <b dir="auto">{who}</b>
        <span class="muted small">
          {one.meetingId && (
            <>
              <a href={`/meetings/${encodeURIComponent(one.meetingId)}`}>
                <bdi>{one.meetingTitle ?? one.meetingId.slice(0, 8)}</bdi>
              </a>
              {' · '}
            </>
          )}
          {one.transport.toUpperCase()} · <bdi>{one.network}</bdi> ·{' '}
          {lengthOf(Math.max(60, one.ageSeconds))}
        </span>
        <span class="small">
          {t('admin.relay.traffic', {
            up: rate(one.rateToPeers),
            down: rate(one.rateToClient),
            bytes: bytesText(one.bytesToPeers + one.bytesToClient),
          })}
        </span>
      </div>
      <Button
        onClick={onEnd}
        aria-label={t('admin.relay.end.one', { name: who })}
        data-testid="allocation-end"
      >
        {t('admin.relay.end')}
      </Button>
    </li>
  );
}

export function RelayPart() {
  const { api } = useEnv();
  const visible = usePageVisible();
  const [trouble, setTrouble] = useState<string | null>(null);
  const { items, more, problem, next, reload } = usePages('relay', (cursor) =>
    allocations(api, cursor),
  );
  // Only the first page moves: whoever has asked for more reads in peace.
  const moves = visible && (items?.length ?? 0) <= 50;
  useEffect(() => {
    if (!moves) return;
    const timer = setInterval(reload, kEveryMs);
    return () => clearInterval(timer);
  }, [moves]);
  const end = async (id: string): Promise<void> => {
    const answer = await endAllocation(api, id);
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <section class="card stack" aria-labelledby="relay-title">
      <h2 id="relay-title">{t('admin.relay.title')}</h2>
      <p class="muted">{t('admin.relay.about')}</p>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {trouble && <ErrorMessage text={trouble} />}
      {!items && !problem && <Skeleton />}
      {items && items.length === 0 && (
        <div class="empty">
          <Waypoints size={40} aria-hidden />
          <h3>{t('admin.relay.none')}</h3>
        </div>
      )}
      <ul class="account-list">
        {(items ?? []).map((one) => (
          <Row key={one.id} one={one} onEnd={() => void end(one.id)} />
        ))}
      </ul>
      {more && (
        <Button kind="plain" onClick={next}>
          {t('admin.more')}
        </Button>
      )}
    </section>
  );
}
