// SPDX-License-Identifier: MIT
// The first steps of a new site: name, address, certificate, mail, a test call. Each tests itself,
// and may be skipped; they are shown until they are done or dismissed.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CircleCheck, Circle, TriangleAlert } from 'lucide-preact';
import { outbox } from '../../core/api/administration';
import type { ApiClient } from '../../core/api/client';
import type { Overview } from '../../core/api/operations';
import {
  changeSettings,
  kSettings,
  sendTestMail,
  siteSettings,
  type SiteSettings,
} from '../../core/api/site_settings';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { hasPassed, whenPassed } from '../connection_test/passed';
import { lasting } from '../storage';
import { useOnce } from './once';
import { adviceFor } from './parts';

type Verdict = 'good' | 'bad' | 'open';

/** A mail that is not gone by then is told of; the queue goes on trying. */
const kMailTries = 15;
const kMailEveryMs = 1000;

/** Null: it has left. Else what the mail server said, or that it still waits. */
async function mailTrouble(api: ApiClient, entry: number): Promise<string | null> {
  let said = '';
  for (let i = 0; i < kMailTries; i += 1) {
    await new Promise((done) => setTimeout(done, kMailEveryMs));
    const page = await outbox(api, '', null);
    if (!page.ok) return sentenceFor(page.error);
    const mail = page.value.items.find((one) => one.id === entry);
    if (!mail) return null;
    said = mail.lastError ?? said;
    if (said) return said;
  }
  return t('first.mail.waits');
}

export function addressVerdict(publicUrl: string | null, origin: string): Verdict {
  if (publicUrl === null) return 'open';
  return new URL(publicUrl).origin === origin ? 'good' : 'bad';
}

function Step({
  title,
  verdict,
  skipped,
  onSkip,
  name,
  children,
}: {
  title: string;
  verdict: Verdict;
  skipped: boolean;
  onSkip: () => void;
  name: string;
  children: ComponentChildren;
}) {
  const Icon = verdict === 'good' ? CircleCheck : verdict === 'bad' ? TriangleAlert : Circle;
  const look = { good: 'ok', bad: 'attention', open: 'off' }[verdict];
  return (
    <li class="part" data-testid={`first-${name}`} data-verdict={skipped ? 'skipped' : verdict}>
      <Icon size={22} aria-hidden class={`part-icon part-${look}`} />
      <div class="stack tight first-step">
        <h3>
          {title}{' '}
          <span class="muted small">
            {skipped ? t('first.skipped') : t(`first.verdict.${verdict}`)}
          </span>
        </h3>
        {!skipped && children}
        {!skipped && verdict !== 'good' && (
          <div>
            <Button kind="plain" onClick={onSkip} aria-label={t('first.skip.one', { title })}>
              {t('first.skip')}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

function NameStep({ settings, onSaved }: { settings: SiteSettings; onSaved: () => void }) {
  const env = useEnv();
  const setting = settings.settings[kSettings.name];
  const [text, setText] = useState(String(setting?.value ?? ''));
  const [error, setError] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    const answer = await changeSettings(env.api, { [kSettings.name]: text.trim() });
    setError(answer.ok ? null : sentenceFor(answer.error));
    if (!answer.ok) return;
    const site = await env.api.site();
    if (site.ok) env.site.value = site.value;
    onSaved();
  };
  if (setting?.fixed) return <p>{t('admin.settings.fixed')}</p>;
  return (
    <div class="admin-invite">
      <Field
        label={t('admin.setting.site.name')}
        value={text}
        onValue={setText}
        error={error}
        maxLength={80}
        autocomplete="organization"
        data-testid="first-name-text"
      />
      <Button onClick={() => void save()} data-testid="first-name-save">
        {t('admin.settings.save')}
      </Button>
    </div>
  );
}

function MailStep({ sends, onVerdict }: { sends: boolean; onVerdict: (good: boolean) => void }) {
  const { api } = useEnv();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const test = async (): Promise<void> => {
    setBusy(true);
    const sent = await sendTestMail(api);
    const trouble = sent.ok ? await mailTrouble(api, sent.value.entry) : sentenceFor(sent.error);
    setBusy(false);
    setSaid(trouble ?? t('first.mail.sent', { to: sent.ok ? sent.value.to : '' }));
    onVerdict(trouble === null);
  };
  if (!sends) return <p>{t('first.mail.none')}</p>;
  return (
    <>
      <p>{t('first.mail.about')}</p>
      {said && (
        <p role="status" class="long" data-testid="first-mail-said">
          {said}
        </p>
      )}
      <div>
        <Button busy={busy} onClick={() => void test()} data-testid="first-mail-test">
          {t('first.mail.test')}
        </Button>
      </div>
    </>
  );
}

function Steps({
  site,
  settings,
  onDone,
}: {
  site: Overview;
  settings: SiteSettings;
  onDone: () => void;
}) {
  const { api } = useEnv();
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const [named, setNamed] = useState(false);
  const [mailed, setMailed] = useState<boolean | null>(null);
  const [called, setCalled] = useState(() => hasPassed(lasting));
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => whenPassed(window, () => setCalled(true)), []);
  const part = (name: string) => site.parts.find((one) => one.name === name);
  const certificate = part('certificate');
  const name = settings.settings[kSettings.name];
  const address = addressVerdict(settings.publicUrl, window.location.origin);
  const secure = window.isSecureContext && window.location.protocol === 'https:';
  const hidden = (one: string) => ({
    name: one,
    skipped: skipped.includes(one),
    onSkip: () => setSkipped((old) => [...old, one]),
  });
  const finish = async (): Promise<void> => {
    const answer = await changeSettings(api, { [kSettings.firstRun]: 'done' });
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    if (answer.ok) onDone();
  };
  return (
    <section class="card stack" aria-labelledby="first-title" data-testid="first-run">
      <h2 id="first-title">{t('first.title')}</h2>
      <p>{t('first.about')}</p>
      <ol class="account-list first-list">
        <Step
          {...hidden('name')}
          title={t('first.name')}
          verdict={named || name?.fixed || name?.value !== 'Lectern' ? 'good' : 'open'}
        >
          <NameStep settings={settings} onSaved={() => setNamed(true)} />
        </Step>
        <Step {...hidden('address')} title={t('first.address')} verdict={address}>
          <p>
            {address === 'open'
              ? t('first.address.open', { here: window.location.origin })
              : t(`first.address.${address}`, {
                  here: window.location.origin,
                  there: settings.publicUrl ?? '',
                })}
          </p>
        </Step>
        <Step
          {...hidden('certificate')}
          title={t('admin.part.certificate')}
          verdict={certificate?.state === 'ok' || (!site.certificate && secure) ? 'good' : 'bad'}
        >
          <p>
            {certificate && certificate.state !== 'ok' && certificate.state !== 'off'
              ? adviceFor(certificate)
              : t(secure ? 'first.certificate.good' : 'first.certificate.none')}
          </p>
        </Step>
        <Step
          {...hidden('mail')}
          title={t('admin.part.mail')}
          verdict={mailed === null ? 'open' : mailed ? 'good' : 'bad'}
        >
          <MailStep sends={part('mail')?.state !== 'off'} onVerdict={setMailed} />
        </Step>
        <Step {...hidden('call')} title={t('first.call')} verdict={called ? 'good' : 'open'}>
          <p>{t('first.call.about')}</p>
          <p>
            <a href="/test">{t('first.call.go')}</a>
          </p>
        </Step>
      </ol>
      {trouble && <ErrorMessage text={trouble} />}
      <div>
        <Button kind="primary" onClick={() => void finish()} data-testid="first-done">
          {t('first.done')}
        </Button>
      </div>
    </section>
  );
}

export function FirstRun({ site }: { site: Overview | null }) {
  const { api } = useEnv();
  const { value, reload } = useOnce(() => siteSettings(api));
  if (!site || !value || value.settings[kSettings.firstRun]?.value === 'done') return null;
  return <Steps site={site} settings={value} onDone={reload} />;
}
