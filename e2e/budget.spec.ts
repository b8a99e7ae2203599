import { gzipSync } from "node:zlib";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

const kilobytes = 1024;

test("The editor opens with at most 350 KB of JavaScript, code editors come when they are needed", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Small", ["Start", "manualTrigger"], ["Code", "code"]),
  });
  const scripts: { url: string; bytes: number }[] = [];
  const read: Promise<void>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    read.push(response.body().then((body) => void scripts.push({ url: response.url(), bytes: gzipSync(body).length })));
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await expect(editor.node("Code")).toBeVisible();
  await Promise.all(read);
  const first = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  test.info().annotations.push({ type: "JavaScript of the editor, compressed", description: `${first} bytes` });
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(350 * kilobytes);

  const before = scripts.length;
  await editor.node("Code").dblclick();
  await expect(page.locator(".cm-content").first()).toBeVisible();
  await Promise.all(read);
  expect(scripts.length).toBeGreaterThan(before);
});
