// SPDX-License-Identifier: MIT
// Awake: phones must not fall asleep in the middle of a lesson.

export class Awake {
  private lock: WakeLockSentinel | null = null;
  private over = false;

  /** The browser gives the lock up whenever the page is hidden. */
  async keep(): Promise<void> {
    try {
      const lock = await navigator.wakeLock.request('screen');
      // The browser may answer after the person has left.
      if (this.over) await lock.release();
      else this.lock = lock;
    } catch {
      // Not supported, or the battery is low: the call goes on all the same.
    }
  }

  /** The room is left. */
  release(): void {
    this.over = true;
    void this.lock?.release();
  }
}
