import { describe, expect, it } from "vitest";
import { draw } from "../testing";
import { leadsToForm } from "./flow";

const page = { type: "form", params: { page: { is: "next" } } };
const nodes = {
  form: { type: "formTrigger" },
  step: { type: "noOp" },
  page,
  off: { ...page, disabled: true },
  wait: { type: "wait", params: { until: { is: "form" } } },
  sleep: { type: "wait", params: { until: { is: "time" } } },
};

describe("whether another page may follow", () => {
  it.each<[string[], string, boolean]>([
    [["form -> step", "step -> page"], "form", true],
    [["form -> step", "step -> wait"], "form", true],
    [["form -> step", "step -> sleep"], "form", false],
    [["form -> off"], "form", false],
    [["form -> off", "off -> page"], "form", true],
    [["form -> page"], "page", false],
    [["form -> page", "page -> step", "step -> page"], "page", true],
    [["page -> form"], "form", false],
  ])("with %j, after %s: %s", (wires, from, wanted) => {
    expect(leadsToForm(draw("Flow", nodes, ...wires), from)).toBe(wanted);
  });
});
