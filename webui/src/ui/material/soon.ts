// SPDX-License-Identifier: MIT
// What has just been sent is looked at again until the server has it ready.
import { useEffect } from 'preact/hooks';
import type { Recording } from '../../core/api/recordings';

const kSoonMs = 1_000;

export function useSoon(list: readonly Recording[] | undefined, reload: () => void): void {
  const waits = list?.some(({ state }) => state === 'processing') ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(reload, kSoonMs);
    return () => clearTimeout(timer);
  }, [waits, list]);
}
