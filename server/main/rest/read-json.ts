import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { AppError } from "@/shared/errors";
import { isNestedTooDeep, jsonProblemText, maxJsonDepth } from "@/shared/json-text";
import { safeParse } from "@/shared/safe-parse";

const maxBytes = 32 * 1024 * 1024;

/** The body of a call, which must be JSON that fits. */
export async function readJson<T>(req: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new AppError("LIMIT", `A call has at most ${maxBytes / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (isNestedTooDeep(text)) throw new AppError("INVALID", `The body has more than ${maxJsonDepth} levels`);
  const read = safeParse(schema, parsed(text));
  if ("data" in read) return read.data;
  const [issue] = read.issues;
  throw new AppError(
    "INVALID",
    `The body does not fit: ${issue?.path.map(String).join(".") || "it"}: ${issue?.message}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("INVALID", `The body is not JSON: ${jsonProblemText(text)}`);
  }
}
