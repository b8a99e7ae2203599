import { type Inherited, Redaction } from "@/server/redaction/redaction";
import type { RunOrder } from "@/server/runs/protocol";
import type { Workshop } from "./worker";

/** Undefined, as for most workflows: nothing of the execution is hidden. */
export function openRedaction(
  { redacted, library }: Pick<Workshop, "redacted" | "library">,
  { id, versionId, isRedacted }: RunOrder,
): Redaction | undefined {
  const own = redacted.pathsOf(versionId);
  const secrets = library.secretsNamedIn(versionId);
  if (!own && !isRedacted && secrets.length === 0) return undefined;
  const text = isRedacted ? redacted.sealed().get(id, "inherited") : undefined;
  const { paths, values }: Inherited = text === undefined ? { paths: [], values: [] } : JSON.parse(text);
  return new Redaction([...new Set([...(own ?? []), ...paths])], { values: [...values, ...secrets] });
}
