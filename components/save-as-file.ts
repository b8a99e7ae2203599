/** Hands a text to the browser as a download. */
export function saveAsFile(fileName: string, text: string, mimeType: string) {
  const url = URL.createObjectURL(new Blob([text], { type: mimeType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Some browsers start reading the file only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
