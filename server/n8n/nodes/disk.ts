import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";

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

export const diskExporters: Exporters = {
  "core.files": (params) => {
    const { is, path = "", field, give, append } = object(params.action);
    if (is === "write") {
      return {
        ...{ type: "n8n-nodes-base.readWriteFile", typeVersion: 1.1 },
        parameters: stored({
          ...{ operation: "write", fileName: path, dataPropertyName: field },
          options: stored({ append: unless(append, false) }),
        }),
      };
    }
    // What the items keep tells the older nodes apart.
    if (give === "item") {
      const parameters = stored({ filePath: path, dataPropertyName: field });
      return { type: "n8n-nodes-base.readBinaryFile", typeVersion: 1, parameters };
    }
    if (give === "nothing") {
      const parameters = stored({ fileSelector: path, dataPropertyName: field });
      return { type: "n8n-nodes-base.readBinaryFiles", typeVersion: 1, parameters };
    }
    return {
      ...{ type: "n8n-nodes-base.readWriteFile", typeVersion: 1.1 },
      parameters: {
        operation: "read",
        fileSelector: path,
        options: stored({ dataPropertyName: unless(field, "data") }),
      },
    };
  },
};
