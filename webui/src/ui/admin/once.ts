// SPDX-License-Identifier: MIT
// What is read when a part of the page opens, and when it is asked for again; a form must not
// change under the hands of whoever fills it in.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';

export interface Once<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  reload(): void;
}

export function useOnce<T>(read: () => Promise<Result<T, Problem>>): Once<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const reload = (): void => {
    latest.current += 1;
    const turn = latest.current;
    void read().then((answer) => {
      if (turn !== latest.current) return;
      if (answer.ok) setValue(answer.value);
      setProblem(answer.ok ? null : answer.error);
    });
  };
  useEffect(() => {
    reload();
    return () => {
      latest.current = -1;
    };
  }, []);
  return { value, problem, reload };
}
