// SPDX-License-Identifier: MIT
// The waiting room: our place in the line, and what the host says meanwhile.
import { Hourglass } from 'lucide-preact';
import type { Waiting } from '../../core/api/types';
import type { HostSaid } from '../../core/lobby/waiting_room';
import { Button } from '../components/button';
import { plural, t } from '../i18n';
import { isolated } from '../i18n/isolated';

export interface LobbyPlace {
  readonly waiting: Waiting;
  /** The last thing that a host said to those who wait. */
  readonly said: HostSaid | null;
}

interface PlaceProps {
  place: LobbyPlace;
  host: string;
  onGiveUp: () => void;
}

export function Place({ place, host, onGiveUp }: PlaceProps) {
  const { waiting, said } = place;
  const ahead = Math.max(0, waiting.position - 1);
  return (
    <div class="stack card waiting" data-testid="waiting">
      <div class="row waiting-title">
        <Hourglass size={24} aria-hidden />
        <h2>{t('waiting.title')}</h2>
      </div>
      <div role="status" aria-live="polite" class="stack tight">
        <p>{t('waiting.text', { name: isolated(host) })}</p>
        <p class="muted" data-testid="waiting-position">
          {ahead === 0 ? t('waiting.next') : plural('waiting.ahead', ahead)}
        </p>
        {said && (
          <blockquote class="host-said" data-testid="host-said">
            <p class="small muted">{t('waiting.said', { name: isolated(said.name) })}</p>
            <p dir="auto">{said.message}</p>
          </blockquote>
        )}
      </div>
      <p class="small muted">{t('waiting.hint')}</p>
      <div>
        <Button onClick={onGiveUp} data-testid="waiting-stop">
          {t('waiting.stop')}
        </Button>
      </div>
    </div>
  );
}
