import { NodeError } from "@/nodes/sdk/node-error";

/** A path for a server. Control characters would be commands to some, and `..` leads where nobody meant to go. */
export function cleanPath(path: string, param: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const isHostile = /[\u0000-\u001f\u007f]/.test(path) || path.split(/[\\/]/).includes("..");
  if (isHostile) {
    throw new NodeError(`"${path.slice(0, 200)}" is no path that may be used`, {
      code: "PATH_REFUSED",
      hint: "A path has no .. and no control characters such as line breaks",
      param,
    });
  }
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
}

/** Names that a server may give in a listing. What else it says could lead out of the folder. */
export const isPlainName = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  name !== "" && name !== "." && name !== ".." && !/[/\\\u0000-\u001f\u007f]/.test(name);

export const join = (folder: string, name: string) =>
  folder === "" || folder === "/" ? folder + name : `${folder}/${name}`;

export const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), path.startsWith("/") ? 1 : 0));

/** Whether a name fits a pattern with `*` and `?`, in time that grows with both lengths only. */
export function fitsPattern(name: string, pattern: string): boolean {
  let at = 0;
  let starAt = -1;
  let retryAt = 0;
  let inPattern = 0;
  while (at < name.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      starAt = inPattern++;
      retryAt = at;
    } else if (wanted === "?" || wanted === name[at]) {
      at++;
      inPattern++;
    } else if (starAt >= 0) {
      inPattern = starAt + 1;
      at = ++retryAt;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
