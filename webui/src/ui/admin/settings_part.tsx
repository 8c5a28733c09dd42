// SPDX-License-Identifier: MIT
// What can be set while the server runs: name, look, language, who may register, recordings. A key
// that the server's configuration names is shown, and cannot be changed here.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import {
  changeSettings,
  kSettings,
  siteSettings,
  type SettingName,
  type SiteSettings,
} from '../../core/api/site_settings';
import { Button } from '../components/button';
import { Field, Select } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage, InfoMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { kLanguageNames, kLanguages } from '../i18n/languages';
import { sentenceFor } from '../i18n/problems';
import { ColorField, isRight } from './color_field';
import { LogoField } from './logo_field';
import { changeOf, textsOf, type Texts } from './settings_form';
import { useOnce } from './once';

/** Those with a field. */
type ShownName = Exclude<SettingName, 'first_run'>;

interface Form {
  readonly texts: Texts;
  readonly site: SiteSettings;
  set(name: SettingName, text: string): void;
}

function Row({
  form,
  name,
  children,
}: {
  form: Form;
  name: ShownName;
  children: ComponentChildren;
}) {
  if (!form.site.settings[name]?.fixed) return <>{children}</>;
  return (
    <div class="field" data-testid="setting-fixed">
      <span class="field-label">{t(`admin.setting.${name}`)}</span>
      <span dir="auto">{form.texts[name] || '–'}</span>
      <p class="field-hint">{t('admin.settings.fixed')}</p>
    </div>
  );
}

function Text({ form, name, type = 'text' }: { form: Form; name: ShownName; type?: string }) {
  return (
    <Row form={form} name={name}>
      <Field
        label={t(`admin.setting.${name}`)}
        type={type}
        value={form.texts[name] ?? ''}
        onValue={(text) => form.set(name, text)}
        autocomplete="off"
        data-testid={`setting-${name}`}
      />
    </Row>
  );
}

function Choice({
  form,
  name,
  options,
}: {
  form: Form;
  name: ShownName;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <Row form={form} name={name}>
      <Select
        label={t(`admin.setting.${name}`)}
        value={form.texts[name] ?? ''}
        options={options}
        onValue={(text) => form.set(name, text)}
        testId={`setting-${name}`}
      />
    </Row>
  );
}

function Look({ form, onLogo }: { form: Form; onLogo: () => void }) {
  const day = form.texts[kSettings.color] ?? '';
  const night = form.texts[kSettings.nightColor] ?? '';
  return (
    <section class="card stack" aria-labelledby="look-title">
      <h2 id="look-title">{t('admin.look')}</h2>
      <Text form={form} name={kSettings.name} />
      <LogoField logo={form.site.logo} onChange={onLogo} />
      <div class="admin-colors">
        <ColorField
          label={t('admin.setting.branding.color')}
          when="day"
          value={day}
          onValue={(text) => form.set(kSettings.color, text)}
        />
        <ColorField
          label={t('admin.setting.branding.night_color')}
          when="night"
          value={night}
          onValue={(text) => form.set(kSettings.nightColor, text)}
        />
      </div>
      <p class="muted small">{t('admin.look.about')}</p>
    </section>
  );
}

function General({ form }: { form: Form }) {
  return (
    <section class="card stack" aria-labelledby="general-title">
      <h2 id="general-title">{t('admin.general')}</h2>
      <Text form={form} name={kSettings.contact} type="email" />
      <Choice
        form={form}
        name={kSettings.language}
        options={[
          { value: '', label: t('admin.language.none') },
          ...kLanguages.map((value) => ({ value, label: kLanguageNames[value] })),
        ]}
      />
      <p class="muted small">{t('admin.language.about')}</p>
      <Choice
        form={form}
        name={kSettings.registration}
        options={(['open', 'invited', 'closed'] as const).map((value) => ({
          value,
          label: t(`admin.registration.${value}`),
        }))}
      />
    </section>
  );
}

function Recordings({ form }: { form: Form }) {
  return (
    <section class="card stack" aria-labelledby="kept-title">
      <h2 id="kept-title">{t('admin.recordings')}</h2>
      <Choice
        form={form}
        name={kSettings.recordings}
        options={[
          { value: 'true', label: t('admin.recordings.on') },
          { value: 'false', label: t('admin.recordings.off') },
        ]}
      />
      <div class="admin-filters">
        <Text form={form} name={kSettings.largest} />
        <Text form={form} name={kSettings.personQuota} />
        <Text form={form} name={kSettings.quota} />
        <Text form={form} name={kSettings.retention} />
      </div>
      <p class="muted small">{t('admin.recordings.about')}</p>
    </section>
  );
}

export function SettingsPart() {
  const env = useEnv();
  const { value, problem, reload } = useOnce(() => siteSettings(env.api));
  const [texts, setTexts] = useState<Texts>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const gone = useGone();
  useEffect(() => {
    if (value) setTexts(textsOf(value));
  }, [value]);
  if (problem) return <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />;
  if (!value) return <Skeleton />;
  const form: Form = {
    texts,
    site: value,
    set: (name, text) => {
      setSaved(false);
      setTexts((old) => ({ ...old, [name]: text }));
    },
  };
  const change = changeOf(textsOf(value), texts);
  const right =
    isRight(texts[kSettings.color] ?? '', 'day') &&
    isRight(texts[kSettings.nightColor] ?? '', 'night');
  const show = async (): Promise<void> => {
    const site = await env.api.site();
    if (site.ok) env.site.value = site.value;
    if (!gone.current) reload();
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!change) return setError(t('admin.settings.wrong'));
    if (!right) return setError(t('admin.color.unsaved'));
    setBusy(true);
    const answer = await changeSettings(env.api, change);
    if (gone.current) return;
    setBusy(false);
    setError(answer.ok ? null : (answer.error.detail ?? sentenceFor(answer.error)));
    setSaved(answer.ok);
    if (answer.ok) await show();
  };
  const nothing = change !== null && Object.keys(change).length === 0;
  return (
    <form class="stack admin-settings" onSubmit={(event) => void save(event)} noValidate>
      <Look form={form} onLogo={() => void show()} />
      <General form={form} />
      <Recordings form={form} />
      {error && <ErrorMessage text={error} />}
      {saved && (
        <InfoMessage>
          <p role="status" data-testid="settings-saved">
            {t('admin.settings.saved')}
          </p>
        </InfoMessage>
      )}
      <div>
        <Button
          kind="primary"
          type="submit"
          busy={busy}
          disabled={nothing}
          data-testid="settings-save"
        >
          {t('admin.settings.save')}
        </Button>
      </div>
    </form>
  );
}
