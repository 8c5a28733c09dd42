// SPDX-License-Identifier: MIT
// Who did what and when: the audit log, with filters.
import { useState } from 'preact/hooks';
import { ScrollText } from 'lucide-preact';
import { isAuditKind } from '../../core/api/audit_kinds';
import { audit, type AuditEntry, type AuditFilter } from '../../core/api/administration';
import { Button } from '../components/button';
import { Field, Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { shortMoment } from '../i18n/times';
import { usePages } from './pages';

/** The part of an id by which one tells it from others. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

const kindName = (kind: string): string => (isAuditKind(kind) ? t(`audit.${kind}`) : kind);

function Entry({ entry, onWho }: { entry: AuditEntry; onWho: (id: string) => void }) {
  const who = (id: string) => (
    <button
      type="button"
      class="link-button mono"
      title={id}
      onClick={() => onWho(id)}
      aria-label={t('admin.audit.only', { id: shortId(id) })}
    >
      {shortId(id)}
    </button>
  );
  return (
    <li data-testid="audit-row" data-kind={entry.kind}>
      <div class="account-text">
        <b title={entry.kind}>{kindName(entry.kind)}</b>
        <span class="muted small">
          {shortMoment(Date.parse(entry.at))} · {t(`admin.actor.${entry.actor}`)}
          {entry.network && ` · ${entry.network}`}
        </span>
        {(entry.detail || entry.outcome !== 'done') && (
          <span class="small">
            {[entry.outcome !== 'done' && entry.outcome, entry.detail].filter(Boolean).join(' · ')}
          </span>
        )}
      </div>
      <dl class="audit-who">
        {entry.by && (
          <div>
            <dt>{t('admin.audit.by')}</dt>
            <dd>{who(entry.by)}</dd>
          </div>
        )}
        {entry.whom && (
          <div>
            <dt>{t('admin.audit.whom')}</dt>
            <dd>{who(entry.whom)}</dd>
          </div>
        )}
        {entry.meetingId && (
          <div>
            <dt>{t('meeting.title')}</dt>
            <dd>
              <a class="mono" href={`/meetings/${encodeURIComponent(entry.meetingId)}`}>
                {shortId(entry.meetingId)}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </li>
  );
}

export function AuditPart() {
  const { api } = useEnv();
  const [kind, setKind] = useState('');
  const [actor, setActor] = useState('');
  const [whom, setWhom] = useState('');
  const filter: AuditFilter = { kind, actor_kind: actor, whom };
  const { items, more, problem, next, reload } = usePages(JSON.stringify(filter), (cursor) =>
    audit(api, filter, cursor),
  );
  const kinds = [...new Set((items ?? []).map((entry) => entry.kind)), kind].filter(Boolean).sort();
  return (
    <section class="card stack" aria-labelledby="audit-title">
      <h2 id="audit-title">{t('admin.audit')}</h2>
      <div class="admin-filters">
        <Select
          label={t('admin.audit.kind')}
          value={kind}
          options={[
            { value: '', label: t('admin.audit.all') },
            ...[...new Set(kinds)].map((value) => ({ value, label: kindName(value) })),
          ]}
          onValue={setKind}
          testId="audit-kind"
        />
        <Select
          label={t('admin.audit.actor')}
          value={actor}
          options={[
            { value: '', label: t('admin.audit.all') },
            ...(['user', 'operator', 'system'] as const).map((value) => ({
              value,
              label: t(`admin.actor.${value}`),
            })),
          ]}
          onValue={setActor}
        />
        <Field
          label={t('admin.audit.person')}
          value={whom}
          onValue={(value) => setWhom(value.trim())}
          autocomplete="off"
          data-testid="audit-whom"
        />
      </div>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!items && !problem && <Skeleton />}
      {items && items.length === 0 && (
        <div class="empty">
          <ScrollText size={40} aria-hidden />
          <h3>{t('admin.audit.none')}</h3>
        </div>
      )}
      <ul class="account-list">
        {(items ?? []).map((entry) => (
          <Entry key={entry.id} entry={entry} onWho={setWhom} />
        ))}
      </ul>
      {more && (
        <Button kind="plain" onClick={next} data-testid="audit-more">
          {t('admin.more')}
        </Button>
      )}
    </section>
  );
}
