import { expect, it } from "vitest";
import { findNode } from "@/nodes/registry";

const effectOf = (operation: object) => findNode("core.postgres")?.effectWith?.({ operation });
const query = (text: string) => effectOf({ is: "query", query: text });

it("A query that was cut off is run again only where it can have changed nothing", () => {
  expect(query("SELECT 1")).toBe("none");
  expect(query(" select $1::text AS name\nFROM orders WHERE id = $2; ")).toBe("none");
  expect(effectOf({ is: "read" })).toBe("none");
  for (const unsafe of [
    "SELECT nextval('ids')",
    "SELECT * INTO copy FROM orders",
    "SELECT 1; DELETE FROM orders",
    "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
    "UPDATE orders SET sent = true",
    "={{ $json.query }}",
    "",
  ]) {
    expect(query(unsafe), unsafe).toBe("unsafe");
  }
  expect(effectOf({ is: "upsert" })).toBe("idempotent");
  expect(effectOf({ is: "insert" })).toBe("unsafe");
});
