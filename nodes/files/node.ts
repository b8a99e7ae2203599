import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fileOf } from "@/nodes/sdk/files";
import { factsOfFile } from "@/shared/file-facts";
import type { FileRef, Item, JsonObject } from "@/shared/item";

const field = p.text({ label: "File field of the item", default: "data", required: true });

export const files = defineNode({
  type: "core.files",
  version: 1,
  label: "Read/Write Files",
  summary: "Reads and writes files of the allowed folder",
  category: "network",
  icon: "folder",
  keywords: ["disk", "file system", "save", "load", "binary", "directory"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    action: p.choice({
      label: "What to do",
      cases: {
        read: {
          label: "Read",
          params: {
            path: p.text({
              label: "Path",
              placeholder: "in/orders.csv",
              help: "Or a pattern such as in/*.csv",
              required: true,
              lookup: "files",
            }),
            field,
            give: p.select({
              label: "Fields of the new items",
              options: [
                { value: "facts", label: "Facts of the file: name, type, size" },
                { value: "item", label: "Fields of the incoming item" },
                { value: "nothing", label: "None" },
              ],
            }),
            mustExist: p.toggle({ label: "Fail when there is no file" }),
          },
        },
        write: {
          label: "Write",
          params: {
            path: p.text({ label: "Path", placeholder: "out/report.csv", required: true }),
            field,
            append: p.toggle({ label: "Append to a file that exists" }),
          },
        },
      },
    }),
  },
  line: "{action.is} {action.path}",
  lookups: {
    async files({ folder }) {
      const paths = await folder.list(2_000);
      return paths.map((path) => ({ value: path, label: path }));
    },
  },
  effect: "unsafe",
  async execute({ item, params: { action }, folder }) {
    if (action.is === "write") {
      await folder.save(fileOf(item, action.field, "action.field"), action.path, { append: action.append });
      return { main: { ...item, json: { ...item.json, fileName: action.path } } };
    }
    const found = await folder.load(action.path);
    if (found.length === 0 && action.mustExist) {
      throw new NodeError(`There is no file "${action.path}"`, { code: "FILE_MISSING", param: "action.path" });
    }
    const fields = { facts: factsOf, item: () => item.json, nothing: () => ({}) }[action.give];
    return { main: found.map((file): Item => ({ json: fields(file), binary: { [action.field]: file } })) };
  },
});

const factsOf = (file: FileRef): JsonObject => ({ mimeType: file.mimeType, ...factsOfFile(file) });
