import { NodeError } from "@/nodes/sdk";
import { isJsonObject, type Json } from "@/shared/item";
import type { Person } from "./rotation";

export type Colleague = Person & { available: boolean };

/** People from data: names, or objects with `name` and perhaps `weight` and `available`. */
export function peopleIn(value: Json, item: number): Colleague[] {
  const wrong = (message: string) =>
    new NodeError(message, {
      ...{ code: "ASSIGN_PEOPLE", param: "people.value", item },
      hint: 'Give a list such as ["Ann", "Bo"] or [{ "name": "Ann", "weight": 2, "available": true }]',
    });
  if (!Array.isArray(value)) throw wrong("The people are not a list");
  return requireOnce(
    value.map((entry, index) => {
      const { name, weight = 1, available = true } = isJsonObject(entry) ? entry : { name: entry };
      if (typeof name !== "string" || name === "") throw wrong(`Person ${index + 1} has no name`);
      const number = Number(weight);
      if (!(number >= 0 && number <= maxWeight)) throw wrong(`The weight of "${name}" is not a number from 0 on`);
      return { name, weight: number, available: available !== false && available !== "false" };
    }),
    item,
  );
}

/** A name that comes twice would get its turns twice, without anybody seeing why. */
export function requireOnce(people: Colleague[], item: number): Colleague[] {
  const names = new Set<string>();
  for (const { name } of people) {
    if (names.has(name))
      throw new NodeError(`"${name}" is in the list of people twice`, {
        ...{ code: "ASSIGN_PEOPLE", param: "people", item, hint: "Use a weight to give somebody more turns" },
      });
    names.add(name);
  }
  return people;
}

export const maxWeight = 1_000;
