import { createTranslator } from "use-intl/core";
import { expect, it } from "vitest";
import en from "@/shared/messages/en";
import { rememberTexts } from "../messages/texts";
import { curlPairs } from "./curl-pairs";

rememberTexts(createTranslator({ locale: "en", messages: en }));

const command =
  "curl 'https://x.example/a?b=1&c=x%20y' -H 'Accept: */*' -H 'Content-Type: application/json' -d a=1 -d b=2";

it("A curl command gives a list what is meant for it: headers, the query, the fields of its form", () => {
  expect(curlPairs(command, "headers").map(({ name }) => name)).toEqual(["Accept", "Content-Type"]);
  expect(curlPairs(command, "query")).toEqual([
    { name: "b", value: "1" },
    { name: "c", value: "x y" },
  ]);
  expect(curlPairs(command, "fields")).toEqual([
    { name: "a", value: "1" },
    { name: "b", value: "2" },
  ]);
  expect(curlPairs("curl x.example -F a=1 -F f=@file", "fields")).toEqual([{ name: "a", value: "1" }]);
});

it("A curl command without such a part gives nothing, and a broken one says why", () => {
  expect(curlPairs(`curl x.example -d '{"a":"b=c"}'`, "fields")).toEqual([]);
  expect(curlPairs("curl x.example", "query")).toEqual([]);
  expect(() => curlPairs("curl x.example -H 'a", "headers")).toThrow(/not closed/);
});
