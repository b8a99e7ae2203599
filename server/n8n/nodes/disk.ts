import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

export const diskMappers: Mappers = {
  readWriteFile(params) {
    const options = object(params.options);
    if (params.operation === "write") return write(params, options);
    return read(params.fileSelector, text(options.dataPropertyName, "data"), { give: "facts" });
  },
  readBinaryFile: (params) =>
    read(params.filePath, text(params.dataPropertyName, "data"), { give: "item", mustExist: true }),
  readBinaryFiles: (params) => read(params.fileSelector, text(params.dataPropertyName, "data"), { give: "nothing" }),
  writeBinaryFile: (params) => write(params, object(params.options)),
};

const warnings = ["Files are read and written in one folder only, which whoever runs the server must name"];

const read = (path: Json | undefined, field: string, more: JsonObject): Mapped => ({
  type: "core.files",
  params: { action: { is: "read", path: path ?? "", field, ...more } },
  warnings,
});

const write = (params: JsonObject, options: JsonObject): Mapped => ({
  type: "core.files",
  params: {
    action: {
      is: "write",
      path: params.fileName ?? "",
      field: text(params.dataPropertyName, "data"),
      append: options.append === true,
    },
  },
  warnings,
});
