import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import { compileParams } from "@/server/sandbox/compile-params";
import { errorPort, portsOf } from "@/shared/ports";
import { listTemplates, useTemplate } from "./templates";
import { openTestServices } from "./testing";
import { getWorkflow } from "./workflows";

describe.each(listTemplates())("the template $name", ({ id }) => {
  it("becomes a workflow of nodes, ports and parameters that exist", async () => {
    const services = openTestServices();
    const { document } = getWorkflow(services.ctx, await useTemplate(services.ctx, { id }));
    services.close();
    const nodes = new Map(document.nodes.map((node) => [node.id, node]));
    for (const node of document.nodes) {
      const definition = findNode(node.type);
      expect(definition, node.type).toBeDefined();
      expect(Object.keys(node.params).filter((name) => !(name in (definition?.params ?? {})))).toEqual([]);
      const hasExpressions = compileParams(node.params).leaves.length > 0;
      const issues = objectSchema(definition?.params ?? {}).safeParse(node.params).error?.issues ?? [];
      const wrong = issues.filter(({ message }) => message !== "is required");
      if (!hasExpressions) expect(wrong, node.name).toEqual([]);
    }
    const ports = (nodeId: string, side: "inputs" | "outputs") => {
      const node = nodes.get(nodeId);
      const specs = (node && findNode(node.type)?.[side]) ?? [];
      return [
        ...portsOf(specs, node?.params ?? {}).map(({ name }) => name),
        ...(node?.onError === "branch" ? [errorPort.name] : []),
      ];
    };
    for (const { from, to } of document.edges) {
      expect(ports(from.node, "outputs")).toContain(from.port);
      expect(ports(to.node, "inputs")).toContain(to.port);
    }
  });
});

it("a template that does not exist says so", () => {
  const services = openTestServices();
  expect(() => useTemplate(services.ctx, { id: "gone" })).toThrow(/no template "gone"/);
  services.close();
});
