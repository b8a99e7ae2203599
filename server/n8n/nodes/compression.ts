import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

export const compressionMappers: Mappers = {
  compression(params): Mapped {
    const field = text(params.binaryPropertyOutput, "data");
    const name = text(params.fileName);
    const packed: JsonObject =
      text(params.outputFormat, "zip") === "gzip"
        ? { is: "gzip", name, field: text(params.binaryPropertyOutput) || text(params.outputPrefix, "data") }
        : { is: "zip", name, field };
    return {
      type: "core.compression",
      params: {
        files: text(params.binaryPropertyName, "data"),
        action: params.operation === "compress" ? packed : { is: "unpack", prefix: text(params.outputPrefix, "file_") },
      },
    };
  },
};

export const compressionExporters: Exporters = {
  "core.compression": (params) => {
    const { is, name = "", field = "", prefix = "" } = object(params.action);
    const packed: JsonObject = {
      ...{ operation: "compress", outputFormat: is === "gzip" ? "gzip" : "zip" },
      ...{ fileName: name, binaryPropertyOutput: field },
    };
    const given: JsonObject = is === "unpack" ? { operation: "decompress", outputPrefix: prefix } : packed;
    return {
      type: "n8n-nodes-base.compression",
      typeVersion: 1.1,
      parameters: { ...given, binaryPropertyName: params.files ?? "data" },
    };
  },
};
