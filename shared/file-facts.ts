import type { FileRef } from "./item";

/** What n8n's users know of a file: kind, ending and size as people read it. */
export type FileFacts = { fileName: string; fileExtension?: string; fileType?: string; fileSize: string };

export function factsOfFile({ name, mimeType, size }: Pick<FileRef, "name" | "mimeType" | "size">): FileFacts {
  const fileExtension = /\.([^./\\]+)$/.exec(name)?.[1];
  const fileType = kindOf(mimeType);
  const fileSize = sizeText(size);
  return { fileName: name, ...(fileExtension && { fileExtension }), ...(fileType && { fileType }), fileSize };
}

const documents: { [mimeType: string]: string } = {
  "application/json": "json",
  "text/html": "html",
  "application/pdf": "pdf",
};

function kindOf(mimeType: string): string | undefined {
  const [essence = ""] = mimeType.split(";");
  if (Object.hasOwn(documents, essence)) return documents[essence];
  return /^(?:image|video|audio|text)/.exec(essence)?.[0];
}

const units = ["B", "kB", "MB", "GB", "TB"];

/** In powers of a thousand, to three digits: `1.04 kB`. */
function sizeText(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** unit).toPrecision(3))} ${units[unit]}`;
}
