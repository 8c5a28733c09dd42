// SPDX-License-Identifier: MIT
// Copies a text and says that it did.
import { useEffect, useState } from 'preact/hooks';
import { Check, Copy } from 'lucide-preact';
import { t } from '../i18n';
import { buttonClass, type ButtonProps } from './button';

/** The clipboard API exists on secure pages only; the older way works on the others. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

interface CopyButtonProps {
  text: string;
  label: string;
  kind?: ButtonProps['kind'];
  iconOnly?: boolean;
  testId?: string;
}

export function CopyButton({ text, label, kind, iconOnly = false, testId }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const said = copied ? t('app.copied') : label;
  return (
    <button
      type="button"
      class={iconOnly ? 'button button-icon' : buttonClass(kind)}
      onClick={() => void copyText(text).then(setCopied)}
      aria-label={said}
      title={iconOnly ? label : undefined}
      data-testid={testId}
    >
      {copied ? <Check size={20} aria-hidden /> : <Copy size={20} aria-hidden />}
      {!iconOnly && <span aria-live="polite">{said}</span>}
    </button>
  );
}
