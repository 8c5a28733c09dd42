// SPDX-License-Identifier: MIT
// The nodes of the site.
import { nodes } from '../../core/api/operations';
import { useKept } from '../calendar/hooks';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { fullMoment, ownZone } from '../i18n/times';

export function NodesPart() {
  const { api } = useEnv();
  const { value, problem, reload } = useKept('admin nodes', () => nodes(api));
  return (
    <section class="card stack" aria-labelledby="nodes-title">
      <h2 id="nodes-title">{t('admin.nodes')}</h2>
      <p class="muted">{t('admin.nodes.about')}</p>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      <ul class="account-list">
        {(value ?? []).map((node) => (
          <li key={`${node.name} ${node.since}`} data-testid="node">
            <div class="account-text">
              <span class="row tight">
                <b>
                  <bdi>{node.name}</bdi>
                </b>
                {node.here && <span class="badge">{t('admin.nodes.here')}</span>}
                {node.region && <span class="badge">{node.region}</span>}
                {node.relayRefused && (
                  <span class="badge badge-alarm">{t('admin.nodes.refused')}</span>
                )}
              </span>
              <span class="muted small">
                {t('admin.nodes.since', { time: fullMoment(Date.parse(node.since), ownZone()) })}
              </span>
              <span class="small">
                {plural('admin.nodes.rooms', node.rooms)} ·{' '}
                {plural('admin.nodes.people', node.people)} ·{' '}
                {plural('admin.nodes.sessions', node.turnSessions)}
              </span>
              <span class="small mono muted long" dir="ltr">
                {node.relay.join(' ')}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
