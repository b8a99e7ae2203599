import { NodeError } from "@/nodes/sdk";
import type { Json, JsonObject } from "@/shared/item";

/** Texts of the pages and what the file says of itself. */
export async function readPdf(
  bytes: Buffer,
  { password, maxPages, joinPages }: { password: string; maxPages: number; joinPages: boolean },
): Promise<JsonObject> {
  const { getDocumentProxy, getResolvedPDFJS } = await import("unpdf");
  const document = await getDocumentProxy(new Uint8Array(bytes), {
    ...(password && { password }),
  }).catch((cause: Error) => {
    const needs = cause.name === "PasswordException";
    throw new NodeError(needs ? "The PDF needs a password, or another one" : "The file is not a PDF", {
      code: needs ? "PDF_PASSWORD" : "PDF_INVALID",
      ...(needs && { param: "as.password" }),
      cause,
    });
  });
  try {
    const { info, metadata } = await document.getMetadata();
    const numrender = maxPages > 0 ? Math.min(maxPages, document.numPages) : document.numPages;
    const pages: string[] = [];
    for (let number = 1; number <= numrender; number++) {
      const { items } = await (await document.getPage(number)).getTextContent();
      pages.push(textOf(items as TextItem[]));
    }
    const values = metadata ? (Object.fromEntries(metadata) as Json) : undefined;
    return {
      numpages: document.numPages,
      numrender,
      info: plain(info),
      ...(values && { metadata: plain(values) }),
      text: joinPages ? pages.join("\n\n") : pages,
      version: (await getResolvedPDFJS()).version,
    };
  } finally {
    await document.cleanup();
  }
}

type TextItem = { str?: string; hasEOL?: boolean };

const textOf = (items: TextItem[]) =>
  items
    .map(({ str = "", hasEOL }) => (hasEOL ? `${str}\n` : str))
    .join("")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? {})) as Json;
