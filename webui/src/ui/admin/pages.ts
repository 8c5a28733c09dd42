// SPDX-License-Identifier: MIT
// A list that comes page by page, read anew when what is asked for changes.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';

export interface Pages<T> {
  /** Null: nothing has come yet. */
  readonly items: readonly T[] | null;
  readonly more: boolean;
  readonly problem: Problem | null;
  next(): void;
  reload(): void;
}

export function usePages<T>(
  key: string,
  read: (cursor: string | null) => Promise<Result<Page<T>, Problem>>,
): Pages<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const load = async (from: string | null): Promise<void> => {
    latest.current += 1;
    const turn = latest.current;
    const answer = await read(from);
    if (turn !== latest.current) return;
    setProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setItems((old) =>
      from === null ? answer.value.items : [...(old ?? []), ...answer.value.items],
    );
    setCursor(answer.value.nextCursor);
  };
  useEffect(() => {
    // What was asked for before is not an answer to this.
    setItems(null);
    void load(null);
    return () => {
      latest.current += 1;
    };
  }, [key]);
  return {
    items,
    more: cursor !== null,
    problem,
    next: () => void load(cursor),
    reload: () => void load(null),
  };
}
