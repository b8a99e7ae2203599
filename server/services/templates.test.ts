import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import { compileParams } from "@/server/sandbox/compile-params";
import { errorPort, portsOf } from "@/shared/ports";
import type { WorkflowDocument } from "@/shared/workflow";
import { listTemplates, useTemplate } from "./templates";
import { openTestServices } from "./testing";
import { getWorkflow, listWorkflows } from "./workflows";

describe.each(listTemplates())("the template $name", ({ id }) => {
  it("becomes a workflow of nodes, ports and parameters that exist", async () => {
    const services = openTestServices();
    await useTemplate(services.ctx, { id });
    const made = listWorkflows(services.ctx, {}).map(({ id }) => getWorkflow(services.ctx, { id }).document);
    services.close();
    for (const document of made) expectToExist(document);
  });
});

function expectToExist(document: WorkflowDocument) {
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
}

it("a template that calls a workflow of its own calls the one that was made with it", async () => {
  const services = openTestServices();
  const { document } = getWorkflow(services.ctx, await useTemplate(services.ctx, { id: "monitoring" }));
  const incident = listWorkflows(services.ctx, {}).find(({ name }) => name === "Monitoring: incident");
  services.close();
  const called = document.nodes.flatMap(({ params }) => params.workflowId ?? []);
  expect(called).toEqual([incident?.id, incident?.id]);
});

it("a template that does not exist says so", async () => {
  const services = openTestServices();
  await expect(useTemplate(services.ctx, { id: "gone" })).rejects.toThrow(/no template "gone"/);
  services.close();
});
