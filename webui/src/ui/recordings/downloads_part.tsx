// SPDX-License-Identifier: MIT
// A button for each file that a person may keep.
import { Download } from 'lucide-preact';
import type { SharedRecording } from '../../core/api/recordings';
import { buttonClass } from '../components/button';
import { t } from '../i18n';
import { downloadsOf } from './downloads';

export function Downloads({ recording }: { recording: SharedRecording }) {
  const all = downloadsOf(recording);
  return (
    <>
      {all.map(({ name, url }) => (
        <a
          key={name}
          class={buttonClass()}
          href={url}
          download
          data-testid={`download-${name.toLowerCase()}`}
        >
          <Download size={20} aria-hidden />
          {all.length > 1
            ? t('recordings.download.as', { type: name })
            : t('recordings.download')}
        </a>
      ))}
    </>
  );
}
