import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

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
