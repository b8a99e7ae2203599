import type { Store } from "@/server/db/client";
import type { Redaction } from "@/server/redaction/redaction";
import type { SealedParts } from "@/server/redaction/sealed-parts";
import type { ErrorInfo } from "@/shared/errors";
import { interrupted } from "@/shared/execution";
import { isJsonObject, type Json, type Ports } from "@/shared/item";
import { portsText } from "./item-text";

export type Hides = { redaction: Redaction; sealed: SealedParts };
type Writes = readonly (() => void)[];

/** What is stored of the steps of executions that hide something: the rows for people, and what is really the case sealed. */
export function shownRows(store: Store) {
  const noteFound = store.prepareWrite("UPDATE executions SET redacted = ? WHERE id = ?");

  return {
    open(executionId: number, { redaction, sealed }: Hides) {
      // Also without anything found: whoever goes on with it is to look for what is sealed.
      let noted: string | undefined;

      return {
        text: redaction.text,

        /** `also` is written with the row. */
        outputs(step: number, ports: Ports): { text: string; also: Writes } {
          const shown = redaction.ports(ports);
          const text = shown === ports ? undefined : portsText(ports);
          return { text: portsText(shown), also: [() => sealed.put(executionId, `step ${step}`, text), ...found()] };
        },

        /** Of memory, people see pages only, in forms. */
        memory(step: number, memory: Json | undefined): { text: string | null; also: Writes } {
          const text = memory === undefined ? undefined : JSON.stringify(memory);
          const isPage = isJsonObject(memory) && ("form" in memory || "ending" in memory);
          return {
            text: isPage ? JSON.stringify(redaction.value(memory)) : null,
            also: [() => sealed.put(executionId, `memory ${step}`, text)],
          };
        },

        /** Where a person is asked how it goes on, it is not over yet. */
        ended(error?: ErrorInfo) {
          if (error?.code !== interrupted) sealed.removeAll(executionId);
        },
      };

      function found(): Writes {
        const now = redaction.found();
        if (now === noted) return [];
        noted = now;
        return [() => void noteFound.run(now, executionId)];
      }
    },
  };
}

export type ShownRows = ReturnType<ReturnType<typeof shownRows>["open"]>;
