import { createContext, useContext } from "react";
import type { LookupResult } from "@/shared/api";
import type { Drafts } from "./drafts";
import type { ExpressionHost } from "./expression-host";
import { noProblems, type Problems } from "./problems";

export type FormContext = {
  readOnly: boolean;
  problems: Problems;
  expressions: ExpressionHost | undefined;
  drafts: Drafts;
  /** Gives a list that a text field may be chosen from; without it nobody is there to ask. */
  lookUp: ((name: string) => Promise<LookupResult>) | undefined;
  /** The node that the form is of, for fields that its service describes. */
  node: { type: string; version: number } | undefined;
  /** Values are taken as they are: no expression, so no doubled `=`. */
  isLiteral: boolean;
  onSeal(): void;
};

const FormContextValue = createContext<FormContext>({
  readOnly: false,
  problems: noProblems,
  expressions: undefined,
  drafts: new Map(),
  lookUp: undefined,
  node: undefined,
  isLiteral: true,
  onSeal: () => {},
});

export const FormProvider = FormContextValue.Provider;
export const useForm = () => useContext(FormContextValue);
