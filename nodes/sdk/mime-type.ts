const known: { [extension: string]: string } = {
  ...{ txt: "text/plain", csv: "text/csv", html: "text/html", md: "text/markdown", ics: "text/calendar" },
  ...{ json: "application/json", xml: "application/xml", pdf: "application/pdf", zip: "application/zip" },
  ...{ png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp" },
  ...{ svg: "image/svg+xml", mp3: "audio/mpeg", mp4: "video/mp4", xls: "application/vnd.ms-excel" },
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

/** By the extension of the name. */
export function mimeTypeOf(name: string): string {
  const extension = name.split(".").pop()?.toLowerCase() ?? "";
  return (Object.hasOwn(known, extension) ? known[extension] : undefined) ?? "application/octet-stream";
}
