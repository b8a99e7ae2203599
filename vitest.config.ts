import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules", "dist", ".next", "e2e"],
    globalSetup: ["scripts/vitest-setup.mjs"],
    testTimeout: 20_000,
    maxWorkers: 2,
    // Each file would load the whole server anew, which took as long as the tests.
    isolate: false,
  },
});
