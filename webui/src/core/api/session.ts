// SPDX-License-Identifier: MIT
// Session: the tokens of the signed-in person, in a storage that the caller gives: several tabs
// share an account's tokens, while a guest's tokens stay in one tab.
import { Fault, Fields, isObject } from '../protocol/fields';
import { readTokens, type Tokens } from './types';

export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class SessionStore {
  private memory: Tokens | null = null;
  onChange: (tokens: Tokens | null) => void = () => undefined;

  constructor(
    private readonly storage: KeyValueStorage,
    private readonly key: string,
  ) {}

  /** Reads the storage every time, because another tab may have renewed the tokens. */
  load(): Tokens | null {
    let text: string | null;
    try {
      text = this.storage.getItem(this.key);
    } catch {
      // The storage is off (private mode): the session lives as long as the page.
      return this.memory;
    }
    if (text === null) return null;
    try {
      const json: unknown = JSON.parse(text);
      const fault = new Fault();
      const tokens = readTokens(new Fields(isObject(json) ? json : {}, fault));
      return fault.path === null ? tokens : null;
    } catch {
      return null;
    }
  }

  save(tokens: Tokens): void {
    this.memory = tokens;
    this.write(JSON.stringify(tokens));
    this.onChange(tokens);
  }

  clear(): void {
    this.memory = null;
    this.write(null);
    this.onChange(null);
  }

  private write(text: string | null): void {
    try {
      if (text === null) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, text);
    } catch {
      // The storage is full or off: the tokens stay in memory only.
    }
  }
}
