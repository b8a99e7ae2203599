import type { Json } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { text } from "../params";

export const codeMappers: Mappers = {
  code: (params) => codeNode(params.jsCode, params.mode === "runOnceForEachItem", params.language),
  function: (params) => codeNode(params.functionCode, false, undefined),
  functionItem: (params) =>
    codeNode(`return await (async function (item) {${text(params.functionCode)}\n})(item.json);`, true, undefined),
};

function codeNode(source: Json | undefined, each: boolean, language: Json | undefined): Mapped {
  const isScript = language === undefined || language === "javaScript";
  return {
    type: "core.code",
    params: { mode: each ? "each" : "all", source: text(source) },
    warnings: isScript ? [] : ["Python code does not run here: rewrite it in JavaScript"],
  };
}

export const codeExporters: Exporters = {
  "core.code": (params) => ({
    type: "n8n-nodes-base.code",
    typeVersion: 2,
    parameters: { ...(params.mode === "each" && { mode: "runOnceForEachItem" }), jsCode: params.source ?? "" },
  }),
};
