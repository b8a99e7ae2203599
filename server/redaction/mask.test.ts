import { describe, expect, it } from "vitest";
import { maskedInfo, maskOf } from "./mask";

const secret = 'p@ss "wörd"/&<1>';
const mask = maskOf([secret]);
const bytes = Buffer.from(secret);

describe("a secret in what a step gives", () => {
  it.each([
    ["as it is", secret],
    ["in Base64", bytes.toString("base64")],
    ["in Base64 for URLs", bytes.toString("base64url")],
    ...[1, 2, 3, 4].map((n): [string, string] => [
      `in Base64 with ${n} characters around it`,
      Buffer.from(`${"u".repeat(n)}:${secret}:${"v".repeat(n)}`).toString("base64"),
    ]),
    ["in a URL", encodeURIComponent(secret)],
    ["in a form", new URLSearchParams({ a: secret }).toString()],
    ["in hexadecimal", bytes.toString("hex")],
    ["in capital hexadecimal", bytes.toString("hex").toUpperCase()],
    ["in JSON", JSON.stringify({ a: secret })],
    ["in JSON within JSON", JSON.stringify({ a: JSON.stringify({ b: secret }) })],
    ["on a page", secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;")],
  ])("T163 is hidden %s", (_, text) => {
    const given = mask.text(`before ${text} after`);
    expect(given).toContain("***");
    expect(given).toMatch(/^before .*after$/);
    for (const form of [
      secret,
      bytes.toString("base64").slice(4, -4),
      bytes.toString("hex"),
      encodeURIComponent(secret),
    ])
      expect(given).not.toContain(form);
  });

  it("is hidden in values, names of fields and lists, and the rest is the same object", () => {
    const rest = { a: [1, null, true, "word"], b: { c: "other" } };
    expect(mask.value(rest)).toBe(rest);
    const given = mask.value({ rest, [secret]: [secret, { x: `is ${secret}` }] });
    expect(given).toEqual({ rest, "***": ["***", { x: "is ***" }] });
    expect(given.rest).toBe(rest);
  });

  it("is hidden in errors, and their code stays", () => {
    const error = { code: "HTTP_401", message: `no ${secret}`, hint: `try not ${secret}`, nodeId: "n", item: 3 };
    expect(maskedInfo(error, mask)).toEqual({ ...error, message: "no ***", hint: "try not ***" });
  });

  it("is too short to be told from other text below six characters", () => {
    expect(maskOf(["12345"]).text("12345 is a number")).toBe("12345 is a number");
    expect(maskOf(["123456"]).text("123456")).toBe("***");
  });

  it("that holds another goes as a whole", () => {
    expect(maskOf(["abcdef", "abcdef-ghijkl"]).text("abcdef-ghijkl")).toBe("***");
  });

  it("is looked for in 64 MB within a second or so", () => {
    const text = "lorem ipsum ".repeat(5_500_000);
    const began = performance.now();
    expect(mask.text(text)).toBe(text);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
