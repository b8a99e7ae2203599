import { describe, expect, it } from "vitest";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { replaceNode } from "./replace-node";
import { draw, testTypes, wires } from "./testing";

const plain = testTypes.get("step");
if (!plain) throw new Error("The types of the tests are gone");
const text = { control: "text", label: "Text", default: "" } as const;
const fetchInfo = { ...plain, type: "fetch", label: "Fetch", fields: { url: text, limit: text } };
const numbered = { control: "number", label: "Limit", default: 10 } as const;
const queryInfo = { ...plain, type: "query", label: "Query", fields: { url: text, limit: numbered, extra: text } };
const types = new Map([...testTypes, ["fetch", fetchInfo], ["query", queryInfo]]);
const replace = (document: ReturnType<typeof draw>, id: string, type: string) => {
  const info = types.get(type);
  if (!info) throw new Error(`There is no type ${type}`);
  const replaced = replaceNode.apply(document, { id, info, nodeTypes: types });
  expect(workflowDocumentSchema.safeParse(replaced).success).toBe(true);
  return replaced;
};

describe("replacing a node", () => {
  it("keeps its place, its wires and the parameters that mean the same", () => {
    const document = draw("a -> b -> c", { b: "fetch" });
    const [, b] = document.nodes;
    if (b) Object.assign(b, { params: { url: "https://x.example", limit: "5" }, disabled: true, notes: "why" });
    const replaced = replace(document, "b", "query");
    expect(wires(replaced)).toEqual(["a.main -> b", "b.main -> c"]);
    expect(replaced.nodes[1]).toMatchObject({
      ...{ id: "b", name: "b", type: "query", position: { x: 300, y: 0 }, disabled: true, notes: "why" },
      params: { url: "https://x.example", limit: 10, extra: "" },
    });
  });

  it("gives up a name that only said the type, and references follow", () => {
    const document = draw("Fetch -> user", { Fetch: "fetch" });
    const [, user] = document.nodes;
    if (user) user.params = { value: "={{ $('Fetch').item.json.a }}" };
    const { nodes } = replace(document, "Fetch", "query");
    expect(nodes.map(({ name }) => name)).toEqual(["Query", "user"]);
    expect(nodes[1]?.params.value).toBe("={{ $('Query').item.json.a }}");
  });

  it("moves wires to the port in the same place, and drops those that have none", () => {
    const branches = draw("a -> check; check.true -> yes; check.false -> no", { check: "if" });
    expect(wires(replace(branches, "check", "step"))).toEqual(["a.main -> check", "check.main -> yes"]);
    expect(wires(replace(draw("a -> b -> c"), "b", "if"))).toEqual(["a.main -> b", "b.true -> c"]);
    expect(wires(replace(draw("a -> b -> c"), "b", "trigger"))).toEqual(["b.main -> c"]);
  });

  it("changes nothing when it is of that type already", () => {
    const document = draw("a");
    expect(replace(document, "a", "step")).toBe(document);
  });
});
