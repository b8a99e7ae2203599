import { describe, expect, it } from "vitest";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import {
  connect,
  deleteAndJoin,
  deleteParts,
  reconnect,
  renameNode,
  setCredential,
  setDisabled,
  setNodeSettings,
  spliceNode,
} from "./commands";
import { addNote, editNote } from "./note-commands";
import { draw, testTypes, wires } from "./testing";

const wire = (from: string, to: string) => ({ from: { node: from, port: "main" }, to: { node: to, port: "main" } });
const rename = (document: ReturnType<typeof draw>, id: string, name: string) =>
  renameNode.apply(document, { id, name, nodeTypes: testTypes });

describe("commands", () => {
  it("never connect the same two ports twice", () => {
    const document = draw("a -> b");
    expect(connect.apply(document, { edge: wire("a", "b") })).toBe(document);
  });

  it("move the end of a wire", () => {
    expect(wires(reconnect.apply(draw("a -> b; c"), { edge: wire("a", "b"), to: wire("a", "c") }))).toEqual([
      "a.main -> c",
    ]);
  });

  it("put a node into a wire", () => {
    const spliced = spliceNode.apply(draw("a -> b; c"), {
      id: "c",
      edge: wire("a", "b"),
      input: "main",
      output: "main",
    });
    expect(wires(spliced)).toEqual(["a.main -> c", "c.main -> b"]);
  });

  it("delete a node and let its neighbours close ranks", () => {
    const left = deleteAndJoin.apply(draw("a -> b -> c -> d"), { ids: new Set(["b", "c"]) });
    expect(wires(left)).toEqual(["a.main -> d"]);
    const fan = deleteAndJoin.apply(draw("a -> b; b -> c; b -> d"), { ids: new Set(["b"]) });
    expect(wires(fan)).toEqual(["a.main -> c", "a.main -> d"]);
  });

  it("join nobody where it is not clear who belongs together", () => {
    const branches = draw("a -> check; check.true -> b; check.false -> c", { check: "if" });
    expect(wires(deleteAndJoin.apply(branches, { ids: new Set(["check"]) }))).toEqual([]);
    const many = draw("a -> x; b -> x; x -> c; x -> d");
    expect(wires(deleteAndJoin.apply(many, { ids: new Set(["x"]) }))).toEqual([]);
  });

  it("delete a node from its group, and a group with its last node", () => {
    const document = { ...draw("a -> b; c"), groups: [{ id: "g", name: "Pair", nodeIds: ["a", "b"] }] };
    expect(deleteParts.apply(document, { ids: new Set(["a"]) }).groups).toMatchObject([{ nodeIds: ["b"] }]);
    expect(deleteParts.apply(document, { ids: new Set(["a", "b"]) })).not.toHaveProperty("groups");
    expect(deleteParts.apply(document, { ids: new Set(["c"]) }).groups).toEqual(document.groups);
  });

  it("delete a wire alone", () => {
    const left = deleteParts.apply(draw("a -> b"), { ids: new Set(), edges: [wire("a", "b")] });
    expect(left.nodes).toHaveLength(2);
    expect(left.edges).toEqual([]);
  });

  it("leave no empty settings behind", () => {
    const disabled = setDisabled.apply(draw("a"), { ids: new Set(["a"]), disabled: true });
    expect(disabled.nodes[0]?.disabled).toBe(true);
    expect(setDisabled.apply(disabled, { ids: new Set(["a"]), disabled: false }).nodes[0]).not.toHaveProperty(
      "disabled",
    );
    const chosen = setCredential.apply(draw("a"), { id: "a", slot: "auth", credentialId: "c1" });
    expect(setCredential.apply(chosen, { id: "a", slot: "auth", credentialId: undefined }).nodes[0]).not.toHaveProperty(
      "credentials",
    );
    const noted = setNodeSettings.apply(draw("a"), { id: "a", patch: { notes: "why" } });
    expect(setNodeSettings.apply(noted, { id: "a", patch: { notes: undefined } }).nodes[0]).not.toHaveProperty("notes");
  });

  it("keep the document one that can be saved", () => {
    const note = {
      id: "n",
      text: "",
      position: { x: 0, y: 0 },
      size: { width: 200, height: 100 },
      color: "blue" as const,
    };
    const document = editNote.apply(addNote.apply(draw("a -> b"), { note }), { id: "n", text: "hello" });
    expect(workflowDocumentSchema.safeParse(document).success).toBe(true);
  });
});

describe("renaming a node", () => {
  const document = draw("Old name; other; script", { script: "code" });
  const [, other, script] = document.nodes;
  if (other)
    other.params = { a: "={{ $('Old name').item.json.x }}", b: [{ c: '={{ $node["Old name"].json }} and {{ 1 }}' }] };
  if (script) script.params = { source: 'return $items("Old name", 0).concat($(`Old name`).all())' };

  it("lets expressions follow, however they quote", () => {
    expect(rename(document, "Old name", "It's new").nodes[1]?.params).toEqual({
      a: "={{ $('It\\'s new').item.json.x }}",
      b: [{ c: '={{ $node["It\'s new"].json }} and {{ 1 }}' }],
    });
  });

  it("lets code follow", () => {
    expect(rename(document, "Old name", "New").nodes[2]?.params.source).toBe(
      'return $items("New", 0).concat($(`New`).all())',
    );
  });

  it("lets the expressions of a page follow, and leaves its text alone", () => {
    const page = (html: string) => {
      const site = draw("a -> b", { b: "page" });
      if (site.nodes[1]) site.nodes[1].params = { html };
      return rename(site, "a", "z").nodes[1]?.params.html;
    };
    expect(page("=<p>$('a') {{ $('a') }}</p>")).toBe("=<p>$('a') {{ $('z') }}</p>");
    expect(page("<p>{{ $('a') }}</p>")).toBe("<p>{{ $('a') }}</p>");
  });

  it("leaves plain text and other names alone", () => {
    const text = draw("a; b");
    const [, b] = text.nodes;
    if (b) b.params = { plain: "$('a')", mixed: "=$('a') {{ $('ab') }}" };
    expect(rename(text, "a", "z").nodes[1]?.params).toEqual({ plain: "$('a')", mixed: "=$('a') {{ $('ab') }}" });
  });

  it("refuses a name that is taken or empty", () => {
    expect(rename(document, "other", "script")).toBe(document);
    expect(rename(document, "other", "  ")).toBe(document);
  });
});
