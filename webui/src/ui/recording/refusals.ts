// SPDX-License-Identifier: MIT
// Why the server does not have a film, and what becomes of it.
import { hasKey, t } from '../i18n';
import { sentenceForCode } from '../i18n/problems';

export function refusalOf(code: string): string {
  const key = `recording.refused.${code}`;
  return hasKey(key) ? t(key) : `${t('recording.refused.other')} ${sentenceForCode(code)}`;
}
