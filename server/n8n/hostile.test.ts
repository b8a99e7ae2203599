import { describe, expect, it } from "vitest";
import { parseImport } from "@/server/services/workflows";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { areWorkflowsMissing, conformanceWorkflows } from "./conformance-workflows.testing";
import { exportN8n } from "./export";
import { mutated, seededPick } from "./mutate.testing";

const rounds = 4_000;
/** What is so broken that it is not read at all. Never that the importer made something invalid of it. */
const refusals = /nested more than 200 levels|^Not an n8n workflow: field "nodes" is not a list|field "formatVersion"/;

function parsed(text: string): WorkflowDocument | undefined {
  try {
    return parseImport(text).document;
  } catch (thrown) {
    if (thrown instanceof AppError && refusals.test(thrown.message)) return undefined;
    throw thrown;
  }
}

describe.skipIf(areWorkflowsMissing)("T170 documents of n8n's test suite that somebody broke", () => {
  const found = conformanceWorkflows().filter(([, value]) => JSON.stringify(value).length < 20_000);
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();

  it("are imported as valid documents or refused with a clear error, and go back", { timeout: 120_000 }, () => {
    const seen = { imported: 0, refused: 0 };
    for (let seed = 1; seed <= rounds; seed++) {
      const pick = seededPick(seed);
      const [file, source] = found[pick(found.length)] ?? ["", {} as JsonObject];
      const text = JSON.stringify(mutated(source, pick));
      const where = `${file}, seed ${seed}`;
      let document: WorkflowDocument | undefined;
      try {
        document = parsed(text);
        if (document) seen.imported++;
        else seen.refused++;
        expect(document && workflowDocumentSchema.safeParse(document).error?.issues, where).toBeUndefined();
        const back = document && parsed(JSON.stringify(exportN8n(document).document));
        expect(
          back?.nodes.map(({ name, type }) => [name, type]),
          where,
        ).toEqual(document?.nodes.map(({ name, type }) => [name, type]));
      } catch (cause) {
        throw new Error(where, { cause });
      }
    }
    expect(seen.imported).toBeGreaterThan(rounds / 2);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
  });
});
