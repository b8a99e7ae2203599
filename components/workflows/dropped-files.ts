/** The files that were dropped: of a folder, those that can be workflows, in all of its folders. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  // Entries are gone once the event has passed: all are taken before the first wait.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files];
  const found = await Promise.all(entries.map((entry) => filesOf(entry, true)));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry, isChosen: boolean): Promise<File[]> {
  if (isFile(entry)) {
    if (!isChosen && !/\.(json|zip)$/i.test(entry.name)) return [];
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  const found: File[] = [];
  for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) found.push(...(await filesOf(inner, false)));
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** A folder gives its entries in portions, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
