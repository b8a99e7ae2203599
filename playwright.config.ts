import { defineConfig } from "@playwright/test";

/** A server for each worker, started by `e2e/start-server.ts`; each test makes workflows of its own in it. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/e2e",
  globalSetup: "./e2e/start-server.ts",
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A busy machine is no defect: what passes at the second try only is named at the end of `npm test`.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    actionTimeout: 10_000,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    // A trace of every test takes half as long again: `npm run test:e2e -- --trace on` records one where it is wanted.
    trace: "off",
    launchOptions: {
      executablePath: process.env.ISLEWIRE_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
