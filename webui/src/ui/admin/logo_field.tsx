// SPDX-License-Identifier: MIT
// The school's logo: chosen as a file, made small here, sent, shown, taken away.
import { useRef, useState } from 'preact/hooks';
import { putLogo, removeLogo, type SiteSettings } from '../../core/api/site_settings';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';
import { Button } from '../components/button';
import { FieldError } from '../components/field';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

const kTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** Pixels of the longer side, and bytes (meetings/site_logo.hpp). */
const kSide = 512;
const kMostBytes = 48 * 1024;

/** The picture, no larger than it has to be; null where the browser cannot read it. */
async function shrunk(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  for (let side = kSide; side >= 64; side /= 2) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(16, Math.round(picture.width * scale));
    canvas.height = Math.max(16, Math.round(picture.height * scale));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (made && made.size <= kMostBytes) return made;
  }
  return null;
}

export function LogoField({
  logo,
  onChange,
}: {
  logo: SiteSettings['logo'];
  onChange: () => void;
}) {
  const { api } = useEnv();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const settle = async (acting: Promise<Result<null, Problem>>): Promise<void> => {
    setBusy(true);
    const answer = await acting;
    setBusy(false);
    setError(answer.ok ? null : sentenceFor(answer.error));
    if (answer.ok) onChange();
  };
  const send = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const small = kTypes.includes(file.type) ? await shrunk(file) : null;
    if (!small) return setError(t('admin.logo.wrong'));
    await settle(putLogo(api, small));
  };
  return (
    <div class="field">
      <span class="field-label">{t('admin.logo')}</span>
      <div class="row">
        {logo && <img class="logo-shown" src={logo.url} alt={t('admin.logo.now')} />}
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          tabIndex={-1}
          aria-label={t('admin.logo')}
          accept={kTypes.join(',')}
          onChange={(event) => void send(event.currentTarget.files?.[0])}
          data-testid="logo-file"
        />
        <Button busy={busy} onClick={() => input.current?.click()}>
          {t(logo ? 'admin.logo.other' : 'admin.logo.choose')}
        </Button>
        {logo && (
          <Button onClick={() => void settle(removeLogo(api))} data-testid="logo-remove">
            {t('admin.logo.remove')}
          </Button>
        )}
      </div>
      {error ? <FieldError text={error} /> : <p class="field-hint">{t('admin.logo.hint')}</p>}
    </div>
  );
}
