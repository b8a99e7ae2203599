import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { backUp } from "./backup";
import { openTestStore, temporaryFolder } from "./testing";

let opened: ReturnType<typeof openTestStore>;
let target: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  opened = openTestStore();
  target = temporaryFolder();
});
afterEach(() => {
  opened.close();
  target.remove();
});

const name = (n: number) => createHash("sha256").update(String(n)).digest("hex");
function pathOf(n: number): string {
  return join(opened.folder, "files", name(n).slice(0, 2), name(n));
}
function write(n: number) {
  mkdirSync(dirname(pathOf(n)), { recursive: true });
  writeFileSync(pathOf(n), `file ${n}`);
}
const namesIn = (folder: string) =>
  readdirSync(join(folder, "files"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

it("A backup goes on where a file is deleted while it copies, and has all that stayed", async () => {
  for (let n = 0; n < 1_500; n++) write(n);
  const gone = new Set<number>();
  let isOver = false;
  // In turn with the copy: some it has copied by then, some it has read the name of, some it never sees.
  const deleting = (async () => {
    for (let n = 0; n < 1_500 && !isOver; n += 3) {
      rmSync(pathOf(n));
      gone.add(n);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  await backUp(opened.folder, target.path);
  isOver = true;
  await deleting;
  expect(gone.size).toBeGreaterThan(5);
  const copied = new Set(namesIn(target.path));
  for (let n = 0; n < 1_500; n++) if (!gone.has(n)) expect(copied.has(name(n)), `file ${n}`).toBe(true);
  expect(existsSync(join(target.path, "backup.json"))).toBe(true);
});
