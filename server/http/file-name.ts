/** What a file is called that came as an answer. */
export function fileName(headers: { [name: string]: string }, url: URL): string {
  const disposition = headers["content-disposition"] ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  const given = (encoded && decoded(encoded)) || plain || decoded(url.pathname);
  return given.split(/[\\/]/).pop()?.slice(0, 255) || "file";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
