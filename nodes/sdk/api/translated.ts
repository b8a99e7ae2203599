import type { CredentialSlots } from "../credential";
import type { NodeDefinition } from "../define-node";
import { describeParams } from "../params";
import { type DescriptionTexts, textsOf } from "../texts";

/** English text to that of another language. */
export type Dictionary = { [english: string]: string };

/**
 * The texts of a node whose many operations say the same again and again, by what they say in English. What no
 * dictionary knows stays out, for the test of translations to find.
 */
export function textsByWord(node: NodeDefinition, ...dictionaries: readonly Dictionary[]): DescriptionTexts {
  return Object.fromEntries(
    Object.entries(describedTexts(node)).flatMap(([place, english]) => {
      const known = dictionaries.find((dictionary) => Object.hasOwn(dictionary, english));
      if (known) return [[place, known[english] ?? ""]];
      return isSample(place) ? [[place, english]] : [];
    }),
  );
}

const isSample = (place: string) => place.endsWith(".placeholder");

/** All that a node says, by its place. */
export const describedTexts = ({ label, summary, inputs, outputs, params, credentials, line }: NodeDefinition) =>
  textsOf({
    ...{ label, summary, inputs, outputs, line, fields: describeParams(params) },
    credentials: Object.entries((credentials ?? {}) as CredentialSlots).map(([slot, { label: name }]) => ({
      ...{ slot, label: name },
    })),
  });
