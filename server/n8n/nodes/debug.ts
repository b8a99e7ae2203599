import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text } from "../params";

export const debugMappers: Mappers = {
  debugHelper(params): Mapped {
    const category = text(params.category, "throwError");
    const actions: { [category: string]: JsonObject } = {
      doNothing: { is: "nothing" },
      throwError: { is: "fail", message: text(params.throwErrorMessage, "Node has thrown an error") },
      randomData: {
        is: "random",
        kind: kinds[text(params.randomDataType)] ?? text(params.randomDataType, "user"),
        count: params.randomDataCount ?? 10,
        seed: text(params.randomDataSeed),
      },
    };
    const action = actions[category];
    return {
      type: "core.debugHelper",
      params: { action: action ?? { is: "nothing" } },
      warnings: action ? [] : [`"${category}" does nothing here`],
    };
  },
  executionData: (params) => ({
    type: "core.executionData",
    params: {
      values: list(object(params.dataToSave).values).map((row) => ({ key: text(row.key), value: row.value ?? "" })),
    },
  }),
};

const kinds: { [type: string]: string } = { macAddress: "mac", nanoId: "nanoid", ccv: "creditCard" };

export const debugExporters: Exporters = {
  "core.debugHelper": (params) => {
    const action = object(params.action);
    const categories: { [is: string]: JsonObject } = {
      nothing: { category: "doNothing" },
      fail: { category: "throwError", throwErrorType: "Error", throwErrorMessage: action.message ?? "" },
      random: stored({
        category: "randomData",
        randomDataType: action.kind === "mac" ? "macAddress" : action.kind,
        randomDataCount: action.count,
        randomDataSeed: action.seed,
      }),
    };
    return {
      type: "n8n-nodes-base.debugHelper",
      typeVersion: 1,
      parameters: categories[text(action.is)] ?? { category: "doNothing" },
    };
  },
  "core.executionData": (params) => ({
    type: "n8n-nodes-base.executionData",
    typeVersion: 1.1,
    parameters: {
      operation: "save",
      dataToSave: { values: list(params.values).map(({ key = "", value = "" }) => ({ key, value })) },
    },
  }),
};
