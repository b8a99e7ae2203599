import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const compareDatasetsMappers: Mappers = {
  compareDatasets(params, version): Mapped {
    const options = object(params.options);
    const resolve = text(params.resolve, version >= 2.1 ? "includeBoth" : "preferInput2");
    const gives: { [resolve: string]: JsonObject } = {
      preferInput1: { is: "first" },
      preferInput2: { is: "second" },
      mix: {
        is: "mix",
        prefer: params.preferWhenMix === "input2" ? "second" : "first",
        except: text(params.exceptWhenMix),
      },
    };
    return {
      type: "core.compareDatasets",
      params: {
        match: list(object(params.mergeByFields).values).map((row) => ({
          first: text(row.field1),
          second: text(row.field2),
        })),
        give: gives[resolve] ?? { is: "both" },
        skip: text(options.skipFields),
        fuzzy: (version >= 2 ? params.fuzzyCompare : options.fuzzyCompare) === true,
        all: options.multipleMatches === "all",
        dots: options.disableDotNotation !== true,
        names: version >= 2 ? "letters" : "numbers",
      },
      inputs: ["first", "second"],
      outputs: ["onlyFirst", "same", "different", "onlySecond"],
    };
  },
};
