import { describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import { createSealer } from "@/server/secrets/seal-bytes";
import { openTestCipher } from "@/server/secrets/testing";
import type { Item } from "@/shared/item";
import { Redaction } from "./redaction";
import { sealedParts } from "./sealed-parts";

const shown = (redaction: Redaction, items: Item[]) => redaction.items(items).map(({ json }) => json);

describe("What an execution hides", () => {
  it("is hidden wherever else it stands, as text, number and name of a file, and stays as it is for the workflow", () => {
    const redaction = new Redaction(["card"]);
    const items: Item[] = [
      { json: { card: 4111111111111111 } },
      { json: { text: "of 4111111111111111", is: 4111111111111111 } },
    ];
    expect(shown(redaction, items)).toEqual([{ card: "***" }, { text: "of ***", is: "***" }]);
    expect(items[0]?.json.card).toBe(4111111111111111);
    const file = { id: "f", name: "4111111111111111.pdf", mimeType: "a/b", size: 1 };
    expect(redaction.items([{ json: {}, binary: { data: file } }])[0]?.binary?.data?.name).toBe("***.pdf");
    expect(redaction.found()).toBe('["card"]');
  });

  it("is the very same list where nothing is hidden in it", () => {
    const items: Item[] = [{ json: { a: "nothing here" } }];
    const redaction = new Redaction(["b"]);
    expect(redaction.items(items)).toBe(items);
    expect(redaction.ports({ main: items }).main).toBe(items);
  });

  it("is found among thousands of values in a moment, each where it stands alone", () => {
    const redaction = new Redaction(["**.mail"]);
    const items = Array.from({ length: 20_000 }, (_, index) => ({
      json: {
        mail: `person-${index}@example.org`,
        copy: `person-${index}@example.org`,
        text: `word ${index} `.repeat(10),
      },
    }));
    const begin = performance.now();
    const [first, ...rest] = shown(redaction, items);
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(first).toMatchObject({ mail: "***", copy: "***" });
    expect(rest.at(-1)).toMatchObject({ mail: "***", copy: "***", text: "word 19999 ".repeat(10) });
  });
});

it("What is sealed opens at its place alone, and goes when its execution ended, or the one that called it", async () => {
  const db = openTestStore();
  try {
    const parts = sealedParts(db.store, createSealer(openTestCipher(db.store, db.folder)));
    const add = (status: "waiting" | "cancelled", more: object = {}) =>
      db.store.transaction((tx) => {
        const row = { workflowId: "w", versionId: 1, status, mode: "webhook", startNode: "s", createdAt: 0 } as const;
        const [added] = tx
          .insert(executions)
          .values({ ...row, ...more })
          .returning({ id: executions.id })
          .all();
        return added?.id ?? 0;
      });
    const caller = await add("waiting");
    const called = await add("cancelled", { parentId: caller, parentKey: "w:0:0" });
    const alone = await add("cancelled");
    await db.store.commit(() => [caller, called, alone].forEach((id) => void parts.put(id, "input", `text ${id}`)));
    expect(parts.get(caller, "input")).toBe(`text ${caller}`);
    const bytes = parts.seal(caller, "resume", "text");
    expect(() => parts.open(called, "resume", bytes)).toThrow();
    expect(bytes.toString("latin1")).not.toContain("text");
    await parts.removeLeft();
    expect([caller, called, alone].map((id) => parts.get(id, "input") !== undefined)).toEqual([true, true, false]);
    await db.store.transaction((tx) => void tx.update(executions).set({ status: "succeeded" }).run());
    await parts.removeLeft();
    expect(db.store.rawRead.prepare("SELECT count(*) FROM sealed_parts").pluck().get()).toBe(0);
  } finally {
    db.close();
  }
});
