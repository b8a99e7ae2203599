import { createContext, useContext } from "react";
import type { Drafts } from "./drafts";
import type { ExpressionHost } from "./expression-host";
import { noProblems, type Problems } from "./problems";

export type FormContext = {
  readOnly: boolean;
  problems: Problems;
  expressions: ExpressionHost | undefined;
  drafts: Drafts;
  /** Values are taken as they are: no expression, so no doubled `=`. */
  isLiteral: boolean;
  onSeal(): void;
};

const FormContextValue = createContext<FormContext>({
  readOnly: false,
  problems: noProblems,
  expressions: undefined,
  drafts: new Map(),
  isLiteral: true,
  onSeal: () => {},
});

export const FormProvider = FormContextValue.Provider;
export const useForm = () => useContext(FormContextValue);
