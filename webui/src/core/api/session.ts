// SPDX-License-Identifier: MIT
// Who is signed in: tokens kept in a storage that is injected, so that several tabs share an
// account while a guest's tokens stay in their tab.
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

  /** Always as the storage has it: another tab may have renewed the tokens. */
  load(): Tokens | null {
    let text: string | null;
    try {
      text = this.storage.getItem(this.key);
    } catch {
      // Storage switched off (private mode): the session lives as long as the page.
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
      // Full or switched off: memory has to do.
    }
  }
}
