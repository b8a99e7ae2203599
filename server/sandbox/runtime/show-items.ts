import { factsOfFile } from "@/shared/file-facts";

/** Items as user code sees them: with `pairedItem`, and files under the names that expressions know. */

export type RuntimeItem = { json: { [name: string]: unknown }; binary?: Files; from?: unknown };
export type ShownItem = { json: RuntimeItem["json"]; pairedItem?: unknown; binary?: Files };
export type ItemList = { readonly length: number; at(index: number): ShownItem | undefined; all(): ShownItem[] };
type Files = { [name: string]: unknown };

/** Made on demand, each item once. An item of the input pairs with its own place. */
export function showItems(items: RuntimeItem[], isInput: boolean): ItemList {
  const shown: ShownItem[] = [];
  let isWhole = false;
  const at = (index: number): ShownItem | undefined => {
    const item = items[index];
    if (!item) return undefined;
    shown[index] ??= show(item, isInput ? { item: index } : item.from);
    return shown[index];
  };
  return {
    length: items.length,
    at,
    all() {
      if (!isWhole) for (let index = 0; index < items.length; index++) at(index);
      isWhole = true;
      return shown;
    },
  };
}

function show({ json, binary }: RuntimeItem, pairedItem: unknown): ShownItem {
  const item: ShownItem = { json };
  if (pairedItem !== undefined) item.pairedItem = pairedItem;
  if (binary) item.binary = showFiles(binary);
  return item;
}

export const showFiles = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, file]) => [name, isStored(file) ? showFile(file) : file]));

type StoredFile = { id: string; name: string; mimeType: string; size: number };

const isStored = (file: unknown): file is StoredFile =>
  typeof file === "object" && file !== null && "id" in file && "name" in file && "size" in file;

function showFile({ id, name, mimeType, size }: StoredFile): object {
  return { id, name, size, mimeType, ...factsOfFile({ name, mimeType, size }) };
}

/** Files as they are stored, whatever names user code saw them under. */
export const storedFiles = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([key, file]) => {
      if (!isStored(file)) return [key, file];
      const { id, mimeType, size, name, fileName } = file as StoredFile & { fileName?: unknown };
      return [key, { id, name: typeof fileName === "string" ? fileName : name, mimeType, size }];
    }),
  );
