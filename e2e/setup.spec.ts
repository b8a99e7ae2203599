import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { owner } from "./start-server";

const dataFolder = mkdtempSync(join(tmpdir(), "islewire-setup-"));
let child: ChildProcess;
/** What the server printed. */
let address: string;
test.beforeAll(async () => {
  const root = join(import.meta.dirname, "..");
  const own = spawn(process.execPath, ["--disable-proto=delete", join(root, "dist", "main.js")], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ISLEWIRE_DATA: dataFolder },
    stdio: ["ignore", "pipe", "ignore"],
  });
  child = own;
  let text = "";
  address = await new Promise((resolve) =>
    own.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /Create the owner account: (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    }),
  );
});
test.afterAll(async () => {
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
  rmSync(dataFolder, { recursive: true, force: true });
});
test.use({ storageState: { cookies: [], origins: [] } });

async function fillIn(page: Page) {
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
}

test("T126 The first visitor owns the server by the address that it printed, and by no other", async ({ page }) => {
  await page.goto(new URL("/", address).href);
  await expect(page.getByLabel("Setup code")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await fillIn(page);
  await page.getByLabel("Setup code").fill("a-guess-of-somebody");
  await page.getByRole("button", { name: "Create owner" }).click();
  await expect(page.getByText("The setup code is missing or wrong.")).toBeVisible();

  await page.goto("about:blank");
  await page.goto(address);
  await fillIn(page);
  await expect(page.getByLabel("Setup code")).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe("");
  await page.getByRole("button", { name: "Create owner" }).click();
  await expect(page).toHaveURL(/\/workflows$/);
});
