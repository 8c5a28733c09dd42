// SPDX-License-Identifier: MIT
// One line of the connection test: what was looked at, how it stands, and what to do about it.
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  LoaderCircle,
  TriangleAlert,
} from 'lucide-preact';
import type { CheckId, Finding, Verdict } from '../../core/connection_test/checks';
import { hasKey, locale, t } from '../i18n';

type State = Verdict | 'waiting' | 'running';

const kIcons = {
  waiting: CircleDashed,
  running: LoaderCircle,
  good: CircleCheck,
  poor: TriangleAlert,
  bad: CircleAlert,
  unknown: CircleHelp,
} as const;

/** Figures as the reader writes them. */
function written({ figures = {} }: Finding): Record<string, string> {
  const numbers = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 });
  const one = (value: number | string): string =>
    typeof value === 'number' ? numbers.format(value) : value;
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, one(value)]));
}

/** The three transports share their sentences. */
function keysOf(id: CheckId, word: string): readonly string[] {
  const group = id === 'udp' || id === 'tcp' || id === 'tls' ? 'relay' : id;
  const device = id === 'microphone' || id === 'camera' ? ['device'] : [];
  return [`${group}.${word}`, ...device.map((name) => `${name}.${word}`), `any.${word}`];
}

function say(kind: 'found' | 'advice', id: CheckId, finding: Finding): string | null {
  for (const rest of keysOf(id, finding.word)) {
    const key = kind === 'found' ? `testing.found.${rest}` : `testing.advice.${rest}`;
    if (hasKey(key)) return t(key, written(finding));
  }
  return null;
}

interface RowProps {
  readonly id: CheckId;
  readonly finding: Finding | undefined;
  readonly running: boolean;
}

export function CheckRow({ id, finding, running }: RowProps) {
  const state: State = finding?.verdict ?? (running ? 'running' : 'waiting');
  const Icon = kIcons[state];
  const advice = finding ? say('advice', id, finding) : null;
  return (
    <li class="test-row" data-testid="test-row" data-check={id} data-state={state}>
      <Icon class={state === 'running' ? 'spin' : ''} size={22} aria-hidden />
      <div class="test-words">
        <p class="test-name">{t(`testing.check.${id}`)}</p>
        <p class="muted">
          {finding ? (
            <>
              <span class="visually-hidden">{t(`testing.verdict.${finding.verdict}`)} </span>
              {say('found', id, finding)}
            </>
          ) : (
            t(running ? 'testing.running' : 'testing.waiting')
          )}
        </p>
        {advice && <p class="small">{advice}</p>}
      </div>
    </li>
  );
}
