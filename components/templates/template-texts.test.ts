import { expect, it } from "vitest";
import { listTemplates } from "@/server/services/templates";
import en from "@/shared/messages/en";

it("says of each template in English what the server says", () => {
  const { known } = en.templates;
  expect(known).toEqual(Object.fromEntries(listTemplates().map(({ id, name, summary }) => [id, { name, summary }])));
});
