import type { Store } from "@/server/db/client";
import { fileReferences } from "@/server/db/file-references";
import { pack } from "@/server/db/packed-json";
import type { ErrorInfo } from "@/shared/errors";
import { executionStatements } from "./execution-statements";
import type { IntakeKeys, Once } from "./intake-keys";
import type { KeepRules } from "./keep-rules";
import type { NewExecution } from "./new-execution";
import type { RedactedInputs } from "./redacted-inputs";

export type Refused = Pick<NewExecution, "workflowId" | "versionId" | "inputText"> & {
  nodeId: string;
  once?: Once;
  mode: "webhook" | "message";
};

/** Keeps what could not be read as a failed execution, so that nothing disappears. Resolves with its id. */
export function createRefusals(
  store: Store,
  { keys, redacted, keep, onKept }: { keys: IntakeKeys; redacted: RedactedInputs; keep: KeepRules; onKept(): void },
) {
  const { insertRefused, insertRefusedStep } = executionStatements(store);
  const files = fileReferences(store);

  return (given: Refused, error: ErrorInfo): Promise<number> => {
    const now = Date.now();
    const text = JSON.stringify(error);
    const { workflowId, versionId, nodeId, mode, once } = given;
    // Nobody could read it: what would have to be hidden in it is not known.
    const hides = redacted.pathsOf(versionId);
    const input = hides ? null : pack(given.inputText);
    const record = () => {
      const { lastInsertRowid } = insertRefused.run(
        workflowId,
        versionId,
        mode,
        nodeId,
        input,
        now,
        now,
        now,
        text,
        hides ? JSON.stringify(hides) : null,
      );
      insertRefusedStep.run(lastInsertRowid, nodeId, now, text);
      return Number(lastInsertRowid);
    };
    return store.commit(() => {
      const known = once && keys.known(workflowId, once, now);
      if (known !== undefined) return known;
      const id = record();
      if (!hides) files.note(id, given.inputText);
      if (once) keys.note(workflowId, once, id, now);
      keep.ended({ id, versionId, status: "failed" }, now);
      onKept();
      return id;
    });
  };
}
