import { defineNode, p, suspend } from "@/nodes/sdk";
import { formFieldList, formFields } from "@/nodes/sdk/form-fields";
import { answersIn, showForm } from "@/nodes/sdk/form-page";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Item, Json, JsonObject } from "@/shared/item";

/** Somebody decides, at a page that a link leads to; the link is known before, so any node can send it. */
export const approval = defineNode({
  type: "core.approval",
  version: 1,
  label: "Approval",
  summary: "Waits until somebody approves or rejects",
  category: "flow",
  icon: "stamp",
  keywords: ["human in the loop", "send and wait", "review", "confirm", "decide", "sign off", "acknowledge"],
  inputs: ["main"],
  outputs: ["approved", "rejected", { name: "timeout", label: "no answer" }],
  params: {
    title: p.text({
      label: "What is to be decided",
      help: "Send the link {{ $execution.resumeFormUrl }} with a node before this one: who has it may decide",
      required: true,
      placeholder: "Publish this post?",
    }),
    text: p.text({ label: "What one needs to know", help: "Text or HTML", multiline: true }),
    fields: formFieldList({
      label: "What can be changed",
      help: "Their values become fields of the items that go on",
    }),
    comment: p.text({
      label: "Ask for a comment",
      help: "What stands over the field. Empty: no comment",
      default: "Comment",
    }),
    approve: p.text({ label: "To approve", default: "Approve", required: true }),
    reject: p.text({ label: "To reject", help: "Empty: it can only be approved", default: "Reject" }),
    limitHours: p.number({
      label: "Wait at most",
      unit: "hours",
      help: "Then the items leave by “no answer”. 0: for ever",
      default: 0,
      min: 0,
    }),
    css: p.text({ label: "Own CSS", multiline: true, advanced: true }),
  },
  line: "{title}",
  effect: "none",
  suspends: true,
  executeAll({ inputs, params, resumed, memory, execution }) {
    const items = inputs.main ?? [];
    if (!resumed) {
      if (params.limitHours > maxHours)
        throw new NodeError("The end of the wait is too far away: at most 100 years", { param: "limitHours" });
      showForm(memory, { form: pageOf(params) });
      const { limitHours } = params;
      return suspend({ until: limitHours > 0 ? new Date(Date.now() + limitHours * 3_600_000) : null });
    }
    showForm(memory, undefined);
    const [answer] = resumed.items ? answersIn(execution.timezone, resumed.items) : [];
    if (!answer) return { timeout: items };
    return decided(items, answer);
  },
});

function decided(items: readonly Item[], answer: Item) {
  const { decision, comment = "", submittedAt = null, formMode: _, ...changed } = answer.json;
  const json: JsonObject = { ...changed, approval: { decision: decision as Json, comment, at: submittedAt } };
  const files = answer.binary;
  const given = items.map(
    (item, index): Item => ({
      json: { ...item.json, ...json },
      ...((item.binary || files) && { binary: { ...item.binary, ...files } }),
      from: { item: index },
    }),
  );
  return decision === "approve" ? { approved: given } : { rejected: given };
}

type Values = {
  title: string;
  text: string;
  fields: Parameters<typeof formFields>[0];
  comment: string;
  approve: string;
  reject: string;
  css: string;
};

function pageOf({ title, text, fields, comment, approve, reject, css }: Values) {
  const all = formFields(fields, "fields");
  for (const { name } of all) {
    if (name === "comment" || name === "decision")
      throw new NodeError(`A field cannot be called "${name}" here: the approval itself gives one of that name`, {
        param: "fields",
        hint: "Choose another name for it",
      });
  }
  return {
    ...{ title, description: text, button: "", css },
    fields: comment
      ? [
          ...all,
          {
            ...{ type: "textarea" as const, name: "comment", label: comment, required: false },
            ...{ placeholder: "", value: "" },
          },
        ]
      : all,
    decisions: [
      { value: "approve", label: approve, isMain: true },
      ...(reject ? [{ value: "reject", label: reject, isMain: false }] : []),
    ],
  };
}

const maxHours = 100 * 366 * 24;
