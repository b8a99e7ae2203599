import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect } from "@playwright/test";
import config from "../playwright.config";

const root = join(import.meta.dirname, "..");
export const owner = { name: "Olive Owner", email: "olive@example.com", password: "correct horse battery" };
export const sessionFile = join(root, "test-results", "session.json");

/** Starts the built product with an empty data folder, and signs the owner up by hand, as the first visitor does. */
export default async function startServer() {
  const dataFolder = mkdtempSync(join(tmpdir(), "islewire-e2e-"));
  const child = spawn(process.execPath, ["--disable-proto=delete", join(root, "dist", "main.js")], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      ISLEWIRE_DATA: dataFolder,
      ISLEWIRE_LOG_LEVEL: "warn",
      // The services that the tests bring along stand on this machine.
      ISLEWIRE_EGRESS_ALLOW: "127.0.0.1",
      ISLEWIRE_RATE_SIGN_IN: "1000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const address = /running at (\S+)/.exec(chunk.toString())?.[1];
      if (address) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with code ${code}`)));
  });
  process.env.ISLEWIRE_E2E_URL = url;
  process.env.ISLEWIRE_E2E_DATA = dataFolder;
  process.env.ISLEWIRE_E2E_PID = String(child.pid);
  await signUp(url);

  return async () => {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(dataFolder, { recursive: true, force: true });
  };
}

async function signUp(url: string) {
  const browser = await chromium.launch(config.use?.launchOptions);
  const page = await browser.newPage();
  await page.goto(url);
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: /create/i }).click();
  await expect(page).toHaveURL(/\/workflows$/);
  await page.context().storageState({ path: sessionFile });
  await browser.close();
}
