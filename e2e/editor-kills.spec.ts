import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServerAt, type TestServer } from "../server/main/server.testing";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";
import { owner } from "./start-server";

/** Promise P8: what the editor calls saved is saved, and what it does not, is not lost either. */

const count = 20;
const entry = join(import.meta.dirname, "..", "dist", "main.js");
let dataFolder: string;
let server: TestServer;
test.beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), "islewire-edits-"));
  server = await startServerAt(entry, { dataFolder });
  await server.signUp();
});
test.afterEach(async () => {
  await server.stop("SIGKILL");
  // Its children end by themselves, a little later, and may write until then.
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("Edits survive kills of the server, a lost connection and a page that is left", async ({ browser }) => {
  const { url } = server;
  const steps = Array.from({ length: count }, (_, index) => `Step ${index}`);
  const document = chain(
    "Edited",
    ["Start", "manualTrigger"],
    ...steps.map((name): [string, string] => [name, "noOp"]),
  );
  // All in sight at once.
  for (const [index, node] of document.nodes.entries())
    node.position = { x: (index % 6) * 280, y: Math.floor(index / 6) * 160 };
  const { id } = await server.mutate<{ id: string }>("workflows.create", { document });
  const stored = async () => {
    const { document } = await server.query<{ document: { nodes: { disabled?: boolean }[] } }>("workflows.get", { id });
    return document.nodes.filter(({ disabled }) => disabled).length;
  };
  const restart = async () => {
    server = await startServerAt(entry, { dataFolder, env: { PORT: new URL(url).port } });
    await server.signIn();
  };

  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.accept());
  const editor = new EditorPage(page);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/workflows$/);
  await editor.open(id);
  await editor.fit();

  for (const [index, name] of steps.entries()) {
    if (index === 4 || index === 12) await server.stop("SIGKILL");
    if (index === 6 || index === 12) await restart();
    if (index === 15) await context.setOffline(true);
    if (index === 17) await context.setOffline(false);
    await editor.node(name).click();
    await page.keyboard.press("d");
    // The kill that follows at once finds what was called saved.
    if (index === 11) await editor.saved();
    if (index === 12) expect(await stored()).toBeGreaterThanOrEqual(12);
    if (index === 18) {
      await page.reload();
      await editor.fit();
    }
  }
  await editor.saved();
  await server.stop("SIGKILL");
  await restart();
  expect(await stored()).toBe(count);
  await context.close();
});
