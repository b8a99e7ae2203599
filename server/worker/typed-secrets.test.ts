import { expect, it } from "vitest";
import { p } from "@/nodes/sdk";
import { describeParams } from "@/nodes/sdk/params";
import { typedSecrets } from "./typed-secrets";

it("Secrets entered in a node are found in fields for them, in lists and cases, and in rows by their names", () => {
  const fields = describeParams({
    key: p.secret({ label: "Key" }),
    text: p.text({ label: "Text" }),
    headers: p.pairs({ label: "Headers" }),
    how: p.choice({
      label: "How",
      cases: { a: { label: "A", params: { pass: p.secret({ label: "P" }) } }, b: { label: "B" } },
    }),
  });
  const headers = [
    { name: "Authorization", value: "Bearer abcdef" },
    { name: "Accept", value: "text/html" },
  ];
  expect(typedSecrets(fields, { key: "k", text: "t", headers, how: { is: "a", pass: "p" } })).toEqual([
    ...["k", "k", "Bearer abcdef", "abcdef", "p", "p"],
  ]);
  expect(typedSecrets(fields, { how: { is: "b", pass: "p" }, headers: "={{ $json }}" })).toEqual([]);
  expect(typedSecrets(fields, null)).toEqual([]);
});
