import { describe, expect, it } from "vitest";
import type { Fields } from "@/shared/field";
import { isShown } from "./shown";

const fields: Fields = {
  how: {
    control: "choice",
    label: "How",
    default: { is: "all" },
    cases: { all: { label: "All", fields: {} }, some: { label: "Some", fields: {} } },
  },
  keep: { control: "toggle", label: "Keep", default: false },
};

describe("a field that says something only with certain values beside it", () => {
  it("is shown with one of these values, or with such a default", () => {
    expect(isShown({ how: ["some"] }, fields, { how: { is: "some" } })).toBe(true);
    expect(isShown({ how: ["some"] }, fields, {})).toBe(false);
    expect(isShown({ how: ["all", "some"] }, fields, {})).toBe(true);
    expect(isShown({ keep: [true] }, fields, { keep: true })).toBe(true);
    expect(isShown({ keep: [true] }, fields, {})).toBe(false);
  });

  it("needs all of several", () => {
    expect(isShown({ how: ["all"], keep: [true] }, fields, { keep: true })).toBe(true);
    expect(isShown({ how: ["some"], keep: [true] }, fields, { keep: true })).toBe(false);
  });

  it("is shown while an expression decides", () => {
    expect(isShown({ keep: [true] }, fields, { keep: "={{ $json.keep }}" })).toBe(true);
  });

  it("is shown when there is no condition", () => {
    expect(isShown(undefined, fields, {})).toBe(true);
  });
});
