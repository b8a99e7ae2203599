import { maxDocumentBytes } from "@/nodes/api-document/parse";
import { readDocument } from "@/nodes/api-document/read-document";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Workshop } from "./worker";

const patienceMs = 30_000;

/** An OpenAPI document from its address or its text, as JSON of a `ReadDocument`. A worker reads it: a hostile one harms no one else. */
export async function readApiDocument(
  { ways: { own: http } }: Pick<Workshop, "ways">,
  sourceText: string,
): Promise<string> {
  const { url, text } = JSON.parse(sourceText) as { url?: string; text?: string };
  if (url === undefined) return JSON.stringify(await readDocument(text ?? ""));
  const answer = await http.request(
    {
      ...{ method: "GET", url, response: "text", timeoutMs: patienceMs },
      headers: [{ name: "accept", value: "application/json, application/yaml, text/yaml, */*" }],
    },
    AbortSignal.timeout(patienceMs),
  );
  if (!answer.ok) {
    throw new NodeError(`${new URL(url).host} answered ${answer.status} ${answer.statusText}`, {
      hint: "Check the address, or paste the text of the document",
    });
  }
  const read = String(answer.body);
  if (read.length > maxDocumentBytes) throw new NodeError("The document is too large");
  return JSON.stringify(await readDocument(read, answer.url));
}
