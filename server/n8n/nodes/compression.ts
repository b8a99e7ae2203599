import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { text } from "../params";

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
