import fc from "fast-check";
import { afterAll, beforeAll, describe } from "vitest";
import { nodes } from "@/nodes/registry";
import type { NodeDefinition } from "@/nodes/sdk/define-node";
import { NodeError } from "@/nodes/sdk/node-error";
import { describeParams, objectSchema } from "@/nodes/sdk/params";
import { RunFailure } from "@/server/engine/errors";
import {
  checkListenTriggers,
  formTriggers,
  requireCredentials,
  scheduleTriggers,
  webhookTriggers,
} from "@/server/runs/triggers";
import { compileParams } from "@/server/sandbox/compile-params";
import { resolveParams } from "@/server/sandbox/resolve-params";
import { openSandbox, type Sandbox } from "@/server/sandbox/testing";
import { AppError } from "@/shared/errors";
import type { Field, Fields } from "@/shared/field";
import type { Item, Json, JsonObject } from "@/shared/item";
import { portsOf } from "@/shared/ports";
import type { WorkflowDocument } from "@/shared/workflow";
import { asJson, fuzz, type Outcome, strangeJson, strangeText } from "./fuzz.testing";

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.executor.stop());

/** Values that a form would give, and now and then something else. */
function valuesOf(fields: Fields): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, oneOf(field)])), {
    requiredKeys: [],
  });
}
function oneOf(field: Field): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: usual(field) }, fc.constant(field.default), strangeJson);
}
function usual(field: Field): fc.Arbitrary<unknown> {
  switch (field.control) {
    case "number":
      return fc.oneof(
        fc.integer({ min: Math.ceil(field.min ?? -10), max: Math.floor(field.max ?? 1_000) }),
        fc.double(),
      );
    case "toggle":
      return fc.boolean();
    case "select":
      return fc.constantFrom(...field.options.map(({ value }) => value));
    case "multiSelect":
      return fc.subarray(field.options.map(({ value }) => value));
    case "list":
      return fc.array(valuesOf(field.of), { maxLength: 2 });
    case "choice":
      return fc.oneof(
        ...Object.entries(field.cases).map(([is, { fields }]) => valuesOf(fields).map((values) => ({ is, ...values }))),
      );
    case "json":
    case "operation":
      return strangeJson;
    case "conditions":
      return fc.record({
        conditions: fc.array(
          fc.record({
            left: strangeText,
            type: fc.constantFrom("string", "number", "dateTime"),
            operation: fc.constantFrom("equals", "gt", "regex", "exists"),
            right: strangeText,
          }),
          { maxLength: 2 },
        ),
      });
    default:
      return fc.oneof(strangeText, fc.constantFrom("={{ $json.a }}", "={{ $json.b.c }}", "a", "https://x.example/"));
  }
}

type Given = { definition: NodeDefinition; params: object };
const items: Item[] = [{ json: { a: 1 } }, { json: { a: "x", b: { c: [1] } } }];
/** What users are told; everything else is a defect. */
const isTold = (thrown: unknown) =>
  thrown instanceof AppError || thrown instanceof NodeError || thrown instanceof RunFailure;

async function attempt({ definition, params: given }: Given): Promise<Outcome> {
  const params = asJson(given) as JsonObject;
  const node = {
    id: "n",
    type: definition.type,
    version: definition.version,
    name: "n",
    position: { x: 0, y: 0 },
    params,
  };
  const document: WorkflowDocument = { formatVersion: 1, name: "x", nodes: [node], edges: [], notes: [], settings: {} };
  let outcome: Outcome = "accepted";
  const tried = (work: () => unknown) => {
    try {
      work();
    } catch (thrown) {
      if (!isTold(thrown)) throw thrown;
      outcome = "refused";
    }
  };
  for (const specs of [definition.inputs, definition.outputs]) tried(() => portsOf(specs, params));
  for (const check of [webhookTriggers, formTriggers, scheduleTriggers, checkListenTriggers, requireCredentials])
    tried(() => check(document));
  const fields = describeParams(definition.params);
  const template = compileParams(params as Json, fields);
  let resolved: unknown = params;
  try {
    const all = await resolveParams(template, items, (codes) => sandbox.evaluate(codes, { items, timeoutMs: 5_000 }));
    resolved = items.map((_, index) => all.at(index)).at(-1);
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (!isTold(thrown) && !/^CODE_|^EXPRESSION/.test(code ?? "")) throw thrown;
    return "refused";
  }
  const { success, error } = objectSchema(definition.params).safeParse(resolved);
  if (success) return outcome;
  if (error.issues.some(({ message }) => message.length > 10_000)) throw new Error("A message is endless");
  return "refused";
}

/** Built once: those of all nodes take some memory. */
const given = fc.oneof(
  ...nodes.map((definition) =>
    valuesOf(describeParams(definition.params)).map((params): Given => ({ definition, params })),
  ),
);

describe("T024 T087 parameters of every node", () => {
  fuzz("parameters", {
    batch: fc.array(given, { minLength: 10, maxLength: 10 }),
    tries: 60,
    attempt: (all) => Promise.all(all.map(attempt)),
  });
});
