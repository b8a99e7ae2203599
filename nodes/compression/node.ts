import { defineNode, p } from "@/nodes/sdk";
import { fieldNames } from "@/nodes/sdk/field-names";
import { fileOf } from "@/nodes/sdk/files";
import type { FileRef } from "@/shared/item";
import { gzip, zip } from "./compress";
import { unpack } from "./unpack";

export const compression = defineNode({
  type: "core.compression",
  version: 1,
  label: "Compression",
  summary: "Packs files into ZIP or GZIP, or unpacks them",
  category: "transform",
  icon: "file-archive",
  keywords: ["zip", "gzip", "archive", "unzip", "compress", "decompress", "extract"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    files: p.text({
      label: "File fields of the item",
      help: "With commas between them",
      default: "data",
      required: true,
    }),
    action: p.choice({
      label: "What to do",
      cases: {
        unpack: {
          label: "Unpack",
          params: { prefix: p.text({ label: "Prefix of the new file fields", default: "file_" }) },
        },
        zip: {
          label: "Pack into one ZIP file",
          params: {
            name: p.text({ label: "Name of the file", default: "data.zip" }),
            field: p.text({ label: "Into the file field", default: "data", required: true }),
          },
        },
        gzip: {
          label: "Pack each with GZIP",
          params: {
            name: p.text({ label: "Name of the file", help: "Empty: its name with .gz" }),
            field: p.text({ label: "Into the file field", help: "Further files get a number", default: "data" }),
          },
        },
      },
    }),
  },
  line: "{action.is} {files}",
  effect: "none",
  async execute({ item, params, files, signal }) {
    const { action } = params;
    const given = fieldNames(params.files).map((name) => fileOf(item, name, "files"));
    const binary: [string, FileRef][] = [];
    if (action.is === "zip") binary.push([action.field, await zip(given, action.name, files, signal)]);
    if (action.is === "gzip") {
      for (const [index, file] of given.entries()) {
        binary.push([`${action.field || "data"}${index || ""}`, await gzip(file, action.name, files)]);
      }
    }
    if (action.is === "unpack") {
      for (const file of given) {
        for (const found of await unpack(file, files, signal)) binary.push([`${action.prefix}${binary.length}`, found]);
      }
    }
    return { main: { json: item.json, binary: Object.fromEntries(binary) } };
  },
});
