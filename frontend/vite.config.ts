import { fileURLToPath } from 'node:url';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DIST = here('../apps/config/portal/dist');
const BACKEND = process.env.NAIAD_DEV_BACKEND ?? 'http://127.0.0.1:8700';
const API_PATHS = ['/api', '/ajax-api', '/health', '/ready', '/version'];

export default defineConfig(async ({ command, mode }) => {
  const mock = mode === 'mock' ? [(await import('./src/test/mock-backend.ts')).mockBackend()] : [];
  return {
    base: command === 'build' ? '/static/app/' : '/',
    plugins: [
      tanstackRouter({ target: 'react', autoCodeSplitting: true, quoteStyle: 'single' }),
      react(),
      compress(DIST),
      ...mock,
    ],
    resolve: { alias: { '@': here('./src') } },
    build: {
      outDir: DIST,
      emptyOutDir: true,
      target: ['chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      port: 5173,
      proxy:
        mode === 'mock'
          ? {}
          : {
              ...Object.fromEntries(API_PATHS.map((path) => [path, BACKEND])),
              '/ws': { target: BACKEND, ws: true },
            },
    },
    test: {
      environment: 'jsdom',
      setupFiles: ['src/test/setup.ts'],
      include: ['src/**/*.test.{ts,tsx}'],
      css: false,
      testTimeout: 20_000,
    },
  };
});
