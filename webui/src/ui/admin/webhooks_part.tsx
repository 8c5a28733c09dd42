// SPDX-License-Identifier: MIT
// Where other programs are told what happens, and how that goes.
import { useState } from 'preact/hooks';
import { Webhook as WebhookIcon } from 'lucide-preact';
import { switchWebhook, testWebhook, webhooks, type SiteWebhook } from '../../core/api/operations';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { hasKey, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { shortMoment } from '../i18n/times';
import { usePages } from './pages';

/** The state in words. */
export function stateOf(hook: SiteWebhook): string {
  const key = `admin.webhooks.off.${hook.disabledBecause ?? ''}`;
  if (!hook.enabled) return hasKey(key) ? t(key) : t('admin.webhooks.off.admin');
  return hook.failingSince
    ? t('admin.webhooks.failing', { time: shortMoment(Date.parse(hook.failingSince)) })
    : t('admin.webhooks.on');
}

export function WebhooksPart() {
  const { api } = useEnv();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [tested, setTested] = useState<string | null>(null);
  const { items, more, problem, next, reload } = usePages('webhooks', (cursor) =>
    webhooks(api, cursor),
  );
  const change = async (hook: SiteWebhook): Promise<void> => {
    const answer = await switchWebhook(api, hook.id, !hook.enabled);
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  const test = async (hook: SiteWebhook): Promise<void> => {
    const answer = await testWebhook(api, hook.id);
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    if (answer.ok) setTested(hook.id);
  };
  return (
    <section class="card stack" aria-labelledby="webhooks-title">
      <h2 id="webhooks-title">{t('admin.webhooks')}</h2>
      <p class="muted">{t('admin.webhooks.about')}</p>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {trouble && <ErrorMessage text={trouble} />}
      {!items && !problem && <Skeleton />}
      {items && items.length === 0 && (
        <div class="empty">
          <WebhookIcon size={40} aria-hidden />
          <h3>{t('admin.webhooks.none')}</h3>
        </div>
      )}
      <ul class="account-list">
        {(items ?? []).map((hook) => (
          <li key={hook.id} data-testid="webhook" data-enabled={hook.enabled}>
            <div class="account-text">
              <b class="long" dir="ltr">
                {hook.url}
              </b>
              {hook.description && <span dir="auto">{hook.description}</span>}
              <span class={hook.enabled && !hook.failingSince ? 'muted small' : 'small'}>
                {stateOf(hook)}
              </span>
              {tested === hook.id && (
                <span class="small" role="status">
                  {t('admin.webhooks.tested')}
                </span>
              )}
            </div>
            <div class="row">
              <Button onClick={() => void test(hook)} disabled={!hook.enabled}>
                {t('admin.webhooks.test')}
              </Button>
              <Button onClick={() => void change(hook)} data-testid="webhook-switch">
                {t(hook.enabled ? 'admin.disable' : 'admin.enable')}
              </Button>
            </div>
          </li>
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
