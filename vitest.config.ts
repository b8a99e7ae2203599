import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules", "dist", ".next", "e2e"],
    globalSetup: ["scripts/vitest-setup.mjs"],
    // Patient: a machine may have other work, and what comes late is no defect here. Speed is measured by the benchmarks.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // More than the two cores of a small machine: many files wait for processes to start and clocks to run.
    maxWorkers: 3,
    // Each file would load the whole server anew, which took as long as the tests.
    isolate: false,
  },
});
