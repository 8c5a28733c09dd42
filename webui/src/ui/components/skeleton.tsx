// SPDX-License-Identifier: MIT
// Where a list will be: as high as a page, so that nothing moves when it comes.
import { t } from '../i18n';

export function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{t('app.loading')}</span>
      <i />
      <i />
      <i />
    </div>
  );
}
