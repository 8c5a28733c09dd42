// SPDX-License-Identifier: MIT
// How the site does: every part with what to do where one is ill, the room on the disks, and the
// curves of the last day.
import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-preact';
import {
  charts,
  kCurves,
  overview,
  type CurveName,
  type Overview,
  type SitePart,
} from '../../core/api/operations';
import { useKept } from '../calendar/hooks';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { locale, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText } from '../i18n/sizes';
import { fullMoment, lengthOf, ownZone } from '../i18n/times';
import { Chart } from './chart';
import { FirstRun } from './first_run';
import { adviceFor, nameOf, sortedParts } from './parts';

const kIcons = {
  ok: CircleCheck,
  off: CircleMinus,
  attention: TriangleAlert,
  failing: CircleX,
} as const;

function PartRow({ part }: { part: SitePart }) {
  const Icon = kIcons[part.state];
  const advice = adviceFor(part);
  return (
    <li class="part" data-testid="part" data-part={part.name} data-state={part.state}>
      <Icon size={22} aria-hidden class={`part-icon part-${part.state}`} />
      <div class="account-text">
        <span>
          <b>{nameOf(part)}</b> <span class="muted small">{t(`admin.state.${part.state}`)}</span>
        </span>
        {advice && <span>{advice}</span>}
        {advice && part.detail && (
          <span class="mono small muted long" dir="ltr">
            {part.detail}
          </span>
        )}
      </div>
    </li>
  );
}

function Bar({
  label,
  used,
  total,
  testId,
}: {
  label: string;
  used: number;
  total: number;
  testId: string;
}) {
  const full = used >= total * 0.95;
  const text = t('admin.storage.of', { used: bytesText(used), total: bytesText(total) });
  return (
    <div class="storage" data-testid={testId}>
      <span>{label}</span>
      <progress
        class={`storage-bar${full ? ' storage-full' : ''}`}
        max={Math.max(1, total)}
        value={Math.min(used, total)}
        aria-label={`${label}: ${text}`}
      />
      <span class="small muted">{text}</span>
    </div>
  );
}

function Facts({ site }: { site: Overview }) {
  const number = new Intl.NumberFormat(locale());
  const facts: [string, string][] = [
    [t('admin.fact.people'), number.format(site.people)],
    [t('admin.fact.rooms'), number.format(site.rooms)],
    [t('admin.fact.allocations'), number.format(site.allocations)],
    [t('admin.fact.version'), site.version],
    [t('admin.fact.uptime'), lengthOf(Math.max(60, site.uptimeSeconds))],
  ];
  return (
    <dl class="facts" data-testid="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function formatOf(name: CurveName): (value: number) => string {
  if (name === 'relay_bytes_per_second')
    return (value) => t('admin.chart.rate', { bytes: bytesText(value) });
  const digits = name === 'requests_per_second' || name === 'errors_per_minute' ? 2 : 1;
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: digits });
  return (value) => number.format(value);
}

function Curves() {
  const { api } = useEnv();
  const { value, problem, reload } = useKept('admin charts', () => charts(api));
  return (
    <section class="card stack" aria-labelledby="charts-title">
      <h2 id="charts-title">{t('admin.charts')}</h2>
      <p class="muted">{t('admin.charts.about')}</p>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && value.at.length === 0 && <p data-testid="charts-empty">{t('admin.charts.none')}</p>}
      {value && value.at.length > 0 && (
        <div class="charts">
          {kCurves.map((name) => (
            <Chart
              key={name}
              charts={value}
              name={name}
              title={t(`admin.chart.${name}`)}
              format={formatOf(name)}
            />
          ))}
        </div>
      )}
    </section>
  );
}

export function OverviewPart() {
  const { api } = useEnv();
  const { value, problem, reload } = useKept('admin overview', () => overview(api));
  const ill = (value?.parts ?? []).filter((part) => adviceFor(part) !== null).length;
  return (
    <>
      <FirstRun site={value} />
      <section class="card stack" aria-labelledby="health-title">
        <div class="row spread">
          <h2 id="health-title">{t('admin.health')}</h2>
          <Button onClick={reload}>{t('admin.mail.reload')}</Button>
        </div>
        {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
        {!value && !problem && <Skeleton />}
        {value && (
          <>
            <p role="status" data-testid="health-summary" data-ill={ill}>
              {t(ill === 0 ? 'admin.health.well' : 'admin.health.ill')}
            </p>
            <Facts site={value} />
            <ul class="account-list">
              {sortedParts(value.parts).map((part) => (
                <PartRow key={part.name} part={part} />
              ))}
            </ul>
            {value.certificate && (
              <p class="small muted">
                {t('admin.certificate.until', {
                  time: fullMoment(Date.parse(value.certificate.expiresAt), ownZone()),
                  names: value.certificate.names.join(', '),
                })}
              </p>
            )}
          </>
        )}
      </section>
      {value && (value.disk || value.recordings.enabled) && (
        <section class="card stack" aria-labelledby="storage-title">
          <h2 id="storage-title">{t('admin.storage')}</h2>
          {value.disk && (
            <Bar
              label={t('admin.storage.disk')}
              used={value.disk.total - value.disk.free}
              total={value.disk.total}
              testId="storage-disk"
            />
          )}
          {value.recordings.enabled && (
            <Bar
              label={t('admin.storage.recordings')}
              used={value.recordings.used}
              total={value.recordings.quota}
              testId="storage-recordings"
            />
          )}
        </section>
      )}
      <Curves />
    </>
  );
}
