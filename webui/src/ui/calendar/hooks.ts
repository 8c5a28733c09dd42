// SPDX-License-Identifier: MIT
// What the pages of the calendar share: the present time, and lessons that keep up to date.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';
import { usePageVisible } from '../components/hooks';
import { useEnv } from '../env';
import { loadAgenda, type Agenda } from './source';

const kTickMs = 10_000;
/** How many people are in a room is not told: ask. */
const kAskMs = 60_000;

/** The present, often enough for "in 5 minutes". */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), kTickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export interface Kept<T> {
  /** What came last; it stays while newer is being read. */
  readonly value: T | null;
  readonly problem: Problem | null;
  reload(): void;
}

/** What was read last, so that a page that one comes back to is there at once. */
const cache = new Map<string, unknown>();

/**
 * Reads when the page opens, when `key` changes, when the server tells news of the person's
 * meetings, when the page is looked at again, and now and then.
 */
export function useKept<T>(key: string, read: () => Promise<Result<T, Problem>>): Kept<T> {
  const { live, user } = useEnv();
  const cached = `${user.value?.id ?? ''} ${key}`;
  const [value, setValue] = useState<T | null>(() => (cache.get(cached) as T) ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const current = useRef(read);
  current.current = read;
  const place = useRef(cached);
  place.current = cached;
  const visible = usePageVisible();

  const reload = useCallback((): void => {
    latest.current += 1;
    const turn = latest.current;
    void current.current().then((answer) => {
      // An older answer must not hide a newer one.
      if (turn !== latest.current) return;
      if (answer.ok) {
        setValue(answer.value);
        // Days pass, filters change: no more than this is worth keeping.
        if (cache.size > 20) cache.clear();
        cache.set(place.current, answer.value);
      }
      setProblem(answer.ok ? null : answer.error);
    });
  }, []);

  useEffect(() => {
    if (!visible) return;
    reload();
    const timer = setInterval(reload, kAskMs);
    return () => clearInterval(timer);
  }, [visible, key]);
  useEffect(() => live.listen(reload), []);
  useEffect(
    () => () => {
      latest.current = -1;
    },
    [],
  );
  return { value, problem, reload };
}

export function useAgenda(from: number, to: number): Kept<Agenda> {
  const { api } = useEnv();
  return useKept(`agenda ${from}-${to}`, () => loadAgenda(api, from, to));
}
