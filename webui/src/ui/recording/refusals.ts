// SPDX-License-Identifier: MIT
// What became of a film: why the server does not have it, or where it is.
import { hasKey, t } from '../i18n';
import { sentenceForCode } from '../i18n/problems';

export function refusalOf(code: string): string {
  const key = `recording.refused.${code}`;
  return hasKey(key) ? t(key) : `${t('recording.refused.other')} ${sentenceForCode(code)}`;
}

/** The room goes on beside it. */
export function seeRecordings(): { readonly text: string; readonly run: () => void } {
  return {
    text: t('recording.see'),
    run: () => void window.open('/recordings', '_blank', 'noopener'),
  };
}
