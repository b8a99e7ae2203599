import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import config from "../playwright.config";
import { expect, test } from "./fixtures";
import { owner } from "./start-server";

const host = "flows.example.com";

test("Users are warned, and cannot sign in, where the Internet could read their password", async () => {
  const { port, stop } = await openServer();
  // The name leads to this machine.
  const { args = [], ...options } = config.use?.launchOptions ?? {};
  const browser = await chromium.launch({ ...options, args: [...args, `--host-resolver-rules=MAP ${host} 127.0.0.1`] });
  try {
    const page = await browser.newPage({ locale: "en" });
    await page.goto(`http://${host}:${port}/`);
    await expect(page.getByText("This connection is not encrypted")).toBeVisible();
    await page.getByLabel("Name").fill(owner.name);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByLabel("Setup code").fill("whatever-was-printed");
    await page.getByRole("button", { name: /create/i }).click();
    await expect(page.getByText("Nobody signs in here without encryption")).toBeVisible();

    const chinese = await browser.newPage({ locale: "zh-CN" });
    await chinese.goto(`http://${host}:${port}/`);
    await expect(chinese.getByText("此连接未加密")).toBeVisible();

    const near = await browser.newPage({ locale: "en" });
    await near.goto(`http://localhost:${port}/`);
    await expect(near.getByRole("button", { name: /create/i })).toBeVisible();
    await expect(near.getByText("This connection is not encrypted")).toBeHidden();
  } finally {
    await browser.close();
    await stop();
  }
});

/** One of its own, which calls itself by a name of the Internet. */
async function openServer() {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
  const dataFolder = mkdtempSync(join(tmpdir(), "islewire-plain-"));
  const root = join(import.meta.dirname, "..");
  const child = spawn(process.execPath, ["--disable-proto=delete", join(root, "dist", "main.js")], {
    cwd: root,
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: "production", ISLEWIRE_LOG_LEVEL: "warn" },
      ...{ PORT: String(port), ISLEWIRE_DATA: dataFolder, ISLEWIRE_PUBLIC_URL: `http://${host}:${port}` },
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", reject);
  });
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
