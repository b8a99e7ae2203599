import { expect, it } from "vitest";
import { draftFor } from "./drafts";

it("a draft is kept until its parameter gets another value", () => {
  const draft = { label: "Value", text: '{ "a": ', value: { a: 1 } };
  const drafts = new Map([["body.value", draft]]);
  expect(draftFor(drafts, "body.value", { a: 1 })).toBe(draft);
  expect(draftFor(drafts, "body.value", { a: 2 })).toBeUndefined();
  expect(draftFor(drafts, "body.other", { a: 1 })).toBeUndefined();
});
