import { createTranslator } from "use-intl";
import { describe, expect, it } from "vitest";
import { locales } from "@/shared/messages/locales";
import { readMessages } from "@/shared/messages/read-messages";
import type { WaitReason } from "@/shared/wait-reason";
import { reasonText } from "./wait-reason";

const at = Date.UTC(2031, 4, 6, 12);
const place = { node: "Boss & Co", until: at };

/** One of each kind: a new kind does not compile until it is here. */
const kinds = {
  time: { is: "time", ...place },
  retry: { is: "retry", tries: 3, ...place },
  call: { is: "call", ...place },
  form: { is: "form", ...place },
  approval: { is: "approval", ...place },
  workflow: { is: "workflow", node: place.node, executionId: 4711, workflowName: "Called" },
  quiet: { is: "quiet", until: at },
  lane: { is: "lane", before: 7, limit: 3, key: "A-1" },
  places: { is: "places", before: 12 },
  share: { is: "share" },
  apart: { is: "apart" },
  workers: { is: "workers" },
  caller: { is: "caller", executionId: 4711 },
  soon: { is: "soon" },
} satisfies { [Kind in WaitReason["is"]]: WaitReason & { is: Kind } };

const reasons: WaitReason[] = [
  ...Object.values(kinds),
  { ...kinds.call, until: null },
  { ...kinds.form, until: null },
  { ...kinds.approval, until: null },
  { ...kinds.lane, key: null },
  { ...kinds.places, before: 0 },
];

describe.each(locales)("why an execution does not run, in %s", (locale) => {
  const texts = async () => {
    const messages = await readMessages(locale);
    const t = createTranslator({ locale, messages, namespace: "executions.reasons", timeZone: "UTC" });
    return (reason: WaitReason) => reasonText(t, reason, locale);
  };

  it("is a sentence of its own for each reason, and none is left over", async () => {
    const text = await texts();
    const all = reasons.map(text);
    expect(new Set(all).size).toBe(reasons.length);
    expect(all.filter((sentence) => sentence.length < 4 || /executions\.reasons|[{}]/.test(sentence))).toEqual([]);
    const { reasons: known } = (await readMessages(locale)).executions;
    const used = ["callUntil", "formUntil", "approvalUntil", "laneOfAll", ...Object.keys(kinds)];
    expect(Object.keys(known).sort()).toEqual(used.sort());
  });

  it("names the node, the time, the numbers and the other execution", async () => {
    const text = await texts();
    for (const kind of ["time", "retry", "call", "form", "approval"] as const) {
      expect(text(kinds[kind]), kind).toContain("Boss & Co");
      expect(text(kinds[kind]), kind).toContain("2031");
    }
    expect(text(kinds.workflow)).toMatch(/4711.*Called|Called.*4711/);
    expect(text(kinds.caller)).toContain("4711");
    expect(text(kinds.lane)).toMatch(/7.*A-1.*3/);
    expect(text(kinds.places)).toContain("12");
    expect(text({ ...kinds.places, before: 1_000 })).toMatch(/1000/);
    expect(text({ ...kinds.lane, before: 1_000 })).not.toBe(text({ ...kinds.lane, before: 999 }));
  });
});
