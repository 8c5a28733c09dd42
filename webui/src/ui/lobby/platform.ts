// SPDX-License-Identifier: MIT
// Which browser this is, as far as the way to its permissions depends on it. Pure.

export type Platform =
  | 'chrome'
  | 'chrome-android'
  | 'firefox'
  | 'firefox-android'
  | 'safari-mac'
  | 'safari-ios'
  | 'ios-other'
  | 'other';

export type System = 'system-mac' | 'system-windows' | 'system-other';

/** An iPad says that it is a Mac, but no Mac has a touch screen. */
function isIos(agent: string, touchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1);
}

export function platformOf(agent: string, touchPoints: number): Platform {
  if (isIos(agent, touchPoints))
    return /CriOS|FxiOS|EdgiOS|OPiOS|DuckDuckGo/.test(agent) ? 'ios-other' : 'safari-ios';
  const android = /Android/.test(agent);
  if (/Firefox\//.test(agent)) return android ? 'firefox-android' : 'firefox';
  // Edge, Opera, Brave, Vivaldi and Samsung's browser have the same icon at the same place.
  if (/Chrome\//.test(agent)) return android ? 'chrome-android' : 'chrome';
  if (/Macintosh/.test(agent) && /Safari\//.test(agent)) return 'safari-mac';
  return 'other';
}

export function systemOf(agent: string): System {
  if (/Macintosh/.test(agent)) return 'system-mac';
  return /Windows/.test(agent) ? 'system-windows' : 'system-other';
}

/** The same page on the secure address; null where the invitation knows none. */
export function secureAddress(joinUrl: string, path: string): string | null {
  try {
    const url = new URL(joinUrl);
    return url.protocol === 'https:' ? url.origin + path : null;
  } catch {
    return null;
  }
}
