// SPDX-License-Identifier: MIT
// The settings that this browser keeps between visits: theme, name, devices. None of them is
// secret.
import { signal } from '@preact/signals';
import type { KeyValueStorage } from '../core/api/session';
import type { Treatment } from '../core/media/treatment';

export type Theme = 'auto' | 'light' | 'dark';

export interface MediaChoice {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly microphoneId?: string;
  readonly cameraId?: string;
  readonly speakerId?: string;
}

/** How one looks at a room. */
export interface ViewChoice {
  readonly mode: 'grid' | 'speaker';
  readonly hideSelf: boolean;
}

const kMediaDefault: MediaChoice = { microphone: true, camera: true };

export class Preferences {
  readonly theme = signal<Theme>('auto');
  /** Whether news in the room have a sound. */
  readonly sounds = signal(true);

  constructor(private readonly storage: KeyValueStorage) {
    const stored = this.read('lectern.theme');
    this.theme.value = stored === 'light' || stored === 'dark' ? stored : 'auto';
    this.sounds.value = this.read('lectern.sounds') !== 'off';
    const night = window.matchMedia('(prefers-color-scheme: dark)');
    night.addEventListener('change', () => this.applyTheme());
    this.applyTheme();
  }

  setTheme(theme: Theme): void {
    this.theme.value = theme;
    this.write('lectern.theme', theme);
    this.applyTheme();
  }

  setSounds(on: boolean): void {
    this.sounds.value = on;
    this.write('lectern.sounds', on ? 'on' : 'off');
  }

  /** The language that was chosen here; null: as the browser says. */
  get language(): string | null {
    return this.read('lectern.language');
  }

  set language(tag: string | null) {
    this.write('lectern.language', tag ?? '');
  }

  get guestName(): string {
    return this.read('lectern.name') ?? '';
  }

  set guestName(name: string) {
    this.write('lectern.name', name);
  }

  get media(): MediaChoice {
    try {
      const json: unknown = JSON.parse(this.read('lectern.media') ?? '{}');
      return { ...kMediaDefault, ...(json as Partial<MediaChoice>) };
    } catch {
      return kMediaDefault;
    }
  }

  set media(choice: MediaChoice) {
    this.write('lectern.media', JSON.stringify(choice));
  }

  /** How sound and picture are treated. */
  get treatment(): Treatment {
    const stored = this.read('lectern.treatment') ?? '';
    const has = (word: string): boolean => stored.includes(word);
    return { music: has('music'), noise: !has('raw'), blur: has('blur'), low: false };
  }

  set treatment({ music, noise, blur }: Treatment) {
    const words = [music && 'music', !noise && 'raw', blur && 'blur'];
    this.write('lectern.treatment', words.filter(Boolean).join(' '));
  }

  /** How much data the room may take. */
  get saving(): 'off' | 'low' | 'voice' {
    const stored = this.read('lectern.saving');
    return stored === 'low' || stored === 'voice' ? stored : 'off';
  }

  set saving(saving: 'off' | 'low' | 'voice') {
    this.write('lectern.saving', saving);
  }

  get view(): ViewChoice {
    const stored = this.read('lectern.view') ?? '';
    return {
      mode: stored.includes('speaker') ? 'speaker' : 'grid',
      hideSelf: stored.includes('hide-self'),
    };
  }

  set view({ mode, hideSelf }: ViewChoice) {
    this.write('lectern.view', hideSelf ? `${mode} hide-self` : mode);
  }

  private applyTheme(): void {
    const night = window.matchMedia('(prefers-color-scheme: dark)').matches;
    const { value } = this.theme;
    document.documentElement.dataset['theme'] =
      value === 'auto' ? (night ? 'dark' : 'light') : value;
  }

  private read(key: string): string | null {
    try {
      return this.storage.getItem(key);
    } catch {
      return null;
    }
  }

  private write(key: string, value: string): void {
    try {
      this.storage.setItem(key, value);
    } catch {
      // Storage is full or switched off: the choice lasts as long as the page.
    }
  }
}
