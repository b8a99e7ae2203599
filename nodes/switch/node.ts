import { defineNode, NodeError, p } from "@/nodes/sdk";
import { meets } from "@/nodes/sdk/conditions";
import type { Item } from "@/shared/item";

export const switchNode = defineNode({
  type: "core.switch",
  version: 1,
  label: "Switch",
  summary: "Sends each item down one of several ways",
  category: "flow",
  icon: "route",
  keywords: ["router", "case", "branch", "rules"],
  inputs: ["main"],
  outputs: [
    { repeat: "mode.rules", name: "case", label: "Rule", rowLabel: "name" },
    { repeat: "mode.outputs", name: "case", label: "Output" },
    { name: "fallback", label: "fallback", when: "fallback", in: ["extra"] },
  ],
  params: {
    mode: p.choice({
      label: "Decide by",
      cases: {
        rules: {
          label: "Rules",
          params: {
            rules: p.list({
              label: "Rules",
              addLabel: "Add rule",
              of: { name: p.text({ label: "Name of the output" }), conditions: p.conditions({ label: "Conditions" }) },
            }),
            all: p.toggle({ label: "Send to every rule that matches", help: "Off: to the first one only" }),
          },
        },
        number: {
          label: "A number",
          params: {
            outputs: p.number({
              label: "Number of outputs",
              default: 2,
              min: 1,
              max: 50,
              integer: true,
              expression: false,
            }),
            output: p.number({
              label: "Output",
              help: "Counted from 0. Usually an expression",
              default: 0,
              min: 0,
              integer: true,
            }),
          },
        },
      },
    }),
    fallback: p.select({
      label: "Items that match nothing",
      options: [
        { value: "none", label: "Are dropped" },
        { value: "extra", label: "Go to an extra output" },
        { value: "case", label: "Go to one of the outputs" },
      ],
      expression: false,
    }),
    fallbackCase: p.number({
      label: "Which output",
      help: "Counted from 0",
      onlyWhen: { fallback: ["case"] },
      default: 0,
      min: 0,
      integer: true,
      expression: false,
    }),
  },
  line: "{mode.rules.*.name} | {mode.is}",
  effect: "none",
  execute({ item, params: { mode, fallback, fallbackCase }, execution }) {
    const outputs: { [port: string]: Item } = {};
    if (mode.is === "number") {
      if (mode.output < mode.outputs) return { [`case${mode.output}`]: item };
      if (fallback === "none") {
        throw new NodeError(`Output ${mode.output} does not exist: there are ${mode.outputs}, counted from 0`, {
          param: "mode.output",
        });
      }
    } else {
      for (const [index, rule] of mode.rules.entries()) {
        if (!meets(rule.conditions, { param: `mode.rules.${index}.conditions`, zone: execution.timezone })) continue;
        outputs[`case${index}`] = item;
        if (!mode.all) break;
      }
    }
    if (Object.keys(outputs).length > 0 || fallback === "none") return outputs;
    return { [fallback === "extra" ? "fallback" : `case${fallbackCase}`]: item };
  },
});
