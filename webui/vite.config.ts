// SPDX-License-Identifier: MIT
// How the web UI is built: hashed asset names, no inline script or style, so that the daemon's
// Content-Security-Policy (default-src 'self') holds and assets can be cached for ever.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: ['es2021', 'chrome100', 'firefox100', 'safari15.4'],
    // data: URLs would need a wider policy than 'self'.
    assetsInlineLimit: 0,
    // The polyfill is only for browsers without <link rel=modulepreload>.
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/ws': { target: 'ws://127.0.0.1:3000', ws: true },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
  },
});
