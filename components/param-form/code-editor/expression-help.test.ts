import { expect, it } from "vitest";
import { expressionMethods } from "@/shared/expression-methods";
import { expressionVariables } from "@/shared/expression-variables";
import help from "@/shared/messages/zh-CN/expression-help.json";
import { explainedIn } from "./expression-help";
import { consoleMembers, itemMembers, methodsFor, scriptVariables } from "./known-names";

const said: { [english: string]: string } = help;

it("every method, variable and member is explained in Chinese", () => {
  const texts = [
    ...expressionMethods.map(({ doc }) => doc),
    ...expressionVariables.flatMap(({ brief, members = [] }) => [brief, ...members.map(({ doc }) => doc)]),
  ];
  expect(texts.filter((text) => text !== undefined && !said[text])).toEqual([]);
});

it("an explanation is in the language of the page, with arguments as they are", () => {
  const option = methodsFor("array").find(({ label }) => label === "chunk()");
  expect(explainedIn(said, option ?? { label: "" })).toMatchObject({
    detail: "(size) 切分成块的列表",
    info: expect.stringMatching(/^切分成块的列表\n/),
  });
  const untranslated = [...scriptVariables, ...itemMembers, ...consoleMembers].filter((one) => {
    const { detail } = explainedIn(said, one);
    return detail !== undefined && /[a-z]{3} [a-z]{2}/i.test(detail);
  });
  expect(untranslated.map(({ label, detail }) => [label, detail])).toEqual([]);
  expect(explainedIn({}, { label: "x", detail: "(a) the list" })).toEqual({ label: "x", detail: "(a) the list" });
});
