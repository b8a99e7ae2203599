import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, unless } from "../params";

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

const resolves: { [give: string]: string } = { first: "preferInput1", second: "preferInput2", mix: "mix" };

export const compareDatasetsExporters: Exporters = {
  "core.compareDatasets": (params) => {
    const give = object(params.give);
    const isOld = params.names === "numbers";
    const fuzzyCompare = unless(params.fuzzy, false);
    const mix = { preferWhenMix: give.prefer === "second" ? "input2" : "input1", exceptWhenMix: give.except ?? "" };
    return {
      type: "n8n-nodes-base.compareDatasets",
      typeVersion: isOld ? 1 : 2.3,
      parameters: stored({
        mergeByFields: {
          values: list(params.match).map((row) => ({ field1: row.first ?? "", field2: row.second ?? "" })),
        },
        resolve: resolves[text(give.is)] ?? "includeBoth",
        ...(give.is === "mix" && mix),
        ...(!isOld && { fuzzyCompare }),
        options: stored({
          skipFields: params.skip || undefined,
          ...(isOld && { fuzzyCompare }),
          multipleMatches: params.all === true ? "all" : undefined,
          disableDotNotation: params.dots === false ? true : undefined,
        }),
      }),
      inputs: ["first", "second"],
      outputs: ["onlyFirst", "same", "different", "onlySecond"],
    };
  },
};
