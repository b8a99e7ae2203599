import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, type FullConfig } from "@playwright/test";
import config from "../playwright.config";
import { setupCode } from "../server/main/server.testing";

const root = join(import.meta.dirname, "..");
export const owner = { name: "Olive Owner", email: "olive@example.com", password: "correct horse battery" };

/** `session`: the file with the cookies of its owner. */
type E2eServer = { url: string; dataFolder: string; pid: number; session: string };

/** That of the worker that asks: none sees what the tests of another do. */
export function ownServer(): E2eServer {
  const servers = JSON.parse(process.env.ISLEWIRE_E2E ?? "[]") as E2eServer[];
  const own = servers[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
  if (!own) throw new Error("There is no server for this worker: `e2e/start-server.ts` starts them");
  return own;
}

/** Starts a server for each worker. */
export default async function startServers({ workers }: FullConfig) {
  const servers = await Promise.all(Array.from({ length: workers }, (_, index) => startServer(index)));
  process.env.ISLEWIRE_E2E = JSON.stringify(servers.map(({ server }) => server));
  return async () => void (await Promise.all(servers.map(({ stop }) => stop())));
}

/** The built product with an empty data folder. The owner is signed up by hand, as the first visitor does. */
async function startServer(index: number) {
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
      ISLEWIRE_SETUP_CODE: setupCode,
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
  const session = join(root, "test-results", `session-${index}.json`);
  await signUp(url, session);

  const stop = async () => {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { server: { url, dataFolder, pid: child.pid ?? 0, session } satisfies E2eServer, stop };
}

async function signUp(url: string, session: string) {
  const browser = await chromium.launch(config.use?.launchOptions);
  const page = await browser.newPage();
  await page.goto(url);
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByLabel("Setup code").fill(setupCode);
  await page.getByRole("button", { name: /create/i }).click();
  await expect(page).toHaveURL(/\/workflows$/);
  await page.context().storageState({ path: session });
  await browser.close();
}
