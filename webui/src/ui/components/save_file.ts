// SPDX-License-Identifier: MIT
// Gives the person a file to keep.

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken it when the next task runs; some take a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
