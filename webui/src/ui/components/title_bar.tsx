// SPDX-License-Identifier: MIT
// The top of a panel or a dialog: what it is called, and the button that closes it.
import { X } from 'lucide-preact';
import { t } from '../i18n';
import { IconButton } from './button';

/** `id` is what the panel or dialog names in aria-labelledby. */
export function TitleBar({
  id,
  title,
  onClose,
}: {
  id: string;
  title: string;
  onClose: () => void;
}) {
  return (
    <header class="title-bar">
      <h2 id={id} dir="auto">
        {title}
      </h2>
      <IconButton label={t('app.close')} onClick={onClose}>
        <X size={20} aria-hidden />
      </IconButton>
    </header>
  );
}
