// SPDX-License-Identifier: MIT
// Messages about the state of a page: trouble with one thing to do, loading, nothing here yet.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CircleAlert, Info, LoaderCircle } from 'lucide-preact';
import { t } from '../i18n';
import { Button } from './button';

export function ErrorMessage({
  text,
  onRetry,
  children,
}: {
  text: string;
  onRetry?: (() => void) | undefined;
  children?: ComponentChildren;
}) {
  const element = useRef<HTMLDivElement>(null);
  // On a phone the keyboard hides half of the page: what went wrong must not be in that half.
  useEffect(() => element.current?.scrollIntoView({ block: 'nearest' }), [text]);
  return (
    <div class="message message-error" role="alert" ref={element}>
      <CircleAlert size={20} aria-hidden />
      <div class="message-body">
        <p>{text}</p>
        {children}
        {onRetry && (
          <div>
            <Button onClick={onRetry}>{t('app.retry')}</Button>
          </div>
        )}
      </div>
    </div>
  );
}

export function InfoMessage({ children }: { children: ComponentChildren }) {
  return (
    <div class="message">
      <Info size={20} aria-hidden />
      <div class="message-body">{children}</div>
    </div>
  );
}

export function Loading({ text = t('app.loading') }: { text?: string }) {
  return (
    <p class="loading muted" role="status">
      <LoaderCircle class="spin" size={22} aria-hidden />
      <span>{text}</span>
    </p>
  );
}
