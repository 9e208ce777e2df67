import { defineConfig } from 'vitest/config';

/** What starts PowerShell, Redis or whole processes; everything else is `unit`. */
const engine = [
  'test/powershell/**/*.test.ts',
  'test/lab/**/*.test.ts',
  'test/flows/**/*.test.ts',
  'test/contracts/**/*.test.ts',
  'test/journal/**/*.test.ts',
];
const processes = [
  'test/process/**/*.test.ts',
  'test/setup/**/*.test.ts',
  'test/bot/**/*.test.ts',
  'test/queue/**/*.test.ts',
];

export default defineConfig({
  test: {
    passWithNoTests: false,
    // A file leaves nothing behind in its modules; what is shared on purpose (warm PowerShell) lives longer than a file.
    isolate: false,
    maxWorkers: 2,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    globalSetup: ['test/support/run-folder.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...engine, ...processes], testTimeout: 20_000 },
      },
      { extends: true, test: { name: 'engine', include: engine, testTimeout: 60_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'process', include: processes, testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
